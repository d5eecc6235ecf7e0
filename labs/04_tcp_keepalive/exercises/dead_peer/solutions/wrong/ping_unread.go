// wrong: a write to a dead server fails, so a ping is enough
// fails at: client closes within 4s
package main

import (
	"bufio"
	"log"
	"net"
	"os"
	"time"
)

func main() {
	server, err := net.Dial("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			if _, err := server.Write([]byte("ping\n")); err != nil {
				log.Println("the server is dead:", err)
				os.Exit(0)
			}
			time.Sleep(time.Second)
		}
	}()
	for lines := bufio.NewScanner(server); lines.Scan(); {
		if lines.Text() != "pong" {
			server.Write([]byte("yes\n"))
		}
	}
	server.Close()
}
