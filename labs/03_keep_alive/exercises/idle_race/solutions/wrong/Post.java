// wrong: HttpURLConnection knows what may be repeated
// fails at: count 1 client sends data "POST {third} "
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

class Post {
  public static void main(String[] arguments) throws Exception {
    String server = "http://" + System.getenv("HOST") + ":" + System.getenv("PORT");
    String[] words = System.getenv("REQUESTS").split(" ");
    for (int i = 0; i < words.length; i += 2) {
      HttpURLConnection request =
          (HttpURLConnection) new URL(server + words[i + 1]).openConnection();
      request.setRequestMethod(words[i]);
      if (words[i].equals("POST")) {
        request.setDoOutput(true);
        request.getOutputStream().close();
      }
      try (InputStream answer = request.getInputStream()) {
        answer.readAllBytes();
        System.out.println(words[i] + " " + words[i + 1] + " " + request.getResponseCode());
      } catch (IOException error) {
        System.out.println(words[i] + " " + words[i + 1] + " " + error);
      }
    }
  }
}
