// A client that waits for a silent server, and notices within 3 s if it is dead: it
// asks by itself, a ping each second. The server's program answers, not its kernel.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

const (
	interval = time.Second
	patience = 2500 * time.Millisecond // more than two intervals: one may be late
)

// ping asks again and again, until the connection is closed.
func ping(server net.Conn) {
	for {
		if _, err := server.Write([]byte("ping\n")); err != nil {
			return
		}
		time.Sleep(interval)
	}
}

func main() {
	server, err := net.Dial("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	go ping(server)
	lines := bufio.NewReader(server)
	for {
		server.SetReadDeadline(time.Now().Add(patience))
		line, err := lines.ReadString('\n')
		if err != nil { // no pong in time, or the server has ended
			fmt.Println("the server is dead:", err)
			return
		}
		if line == "pong\n" {
			continue
		}
		if _, err := server.Write([]byte("yes\n")); err != nil {
			fmt.Println("the server is dead:", err)
			return
		}
	}
}
