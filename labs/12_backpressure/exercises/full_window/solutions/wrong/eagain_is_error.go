// wrong: a write that is not done in time has failed
// fails at: note ss -o: client ESTAB persist...
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	size, _ := strconv.Atoi(os.Getenv("SIZE"))
	server, err := net.Dial("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	for number := 1; ; number++ {
		line := fmt.Sprintf("%d ", number)
		line += strings.Repeat(".", size-1-len(line)) + "\n"
		server.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		if _, err := server.Write([]byte(line)); err != nil {
			fmt.Println("the reader is gone:", err)
			return
		}
	}
}
