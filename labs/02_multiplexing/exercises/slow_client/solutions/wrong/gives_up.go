// wrong: a client that has not read for a moment is dead
// fails at: note ss: #1 client ESTAB, server ESTAB; ...
package main

import (
	"log"
	"net"
	"os"
	"time"
)

func echo(client net.Conn) {
	defer client.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		client.SetWriteDeadline(time.Now().Add(800 * time.Millisecond))
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go echo(client)
	}
}
