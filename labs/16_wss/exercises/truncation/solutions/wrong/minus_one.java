// wrong: read() returns -1 for close_notify alone
// fails at: note FIN alone: the same page again
// Gets pages over TLS.
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

class Pages {
  static final String HOST = System.getenv("HOST");
  static final int PORT = Integer.parseInt(System.getenv("PORT"));

  static SSLSocketFactory trusting(String pem) throws Exception {
    final var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes())));
    final var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    final var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  // The size of the page; nothing if it is cut.
  static OptionalLong readPage(SSLSocketFactory factory, int number) throws IOException {
    try (var tls = (SSLSocket) factory.createSocket(HOST, PORT)) {
      final SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");  // checks the name
      tls.setSSLParameters(parameters);
      tls.getOutputStream().write((number + "\n").getBytes());
      try {
        return OptionalLong.of(tls.getInputStream().transferTo(OutputStream.nullOutputStream()));
      } catch (SSLException | SocketException cut) {
        return OptionalLong.empty();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    final var factory = trusting(System.getenv("CA_PEM"));
    final int count = Integer.parseInt(System.getenv("COUNT"));
    long total = 0;
    for (int number = 1; number <= count;) {
      final var size = readPage(factory, number);
      total += size.orElse(0);
      if (size.isPresent()) ++number;
    }
    System.out.println("all: " + total + " bytes");
  }
}
