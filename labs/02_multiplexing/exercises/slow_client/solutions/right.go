// An echo server that a slow client cannot stop: a goroutine for each client. It
// waits for its own client alone, and keeps no more than its buffer.
package main

import (
	"log"
	"net"
	"os"
)

// echo sends back what comes, until the client ends or is lost.
func echo(client net.Conn) {
	defer client.Close()
	buffer := make([]byte, 16384)
	for {
		n, err := client.Read(buffer)
		if err != nil { // io.EOF: it sends no more
			return
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func main() {
	address := net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT"))
	listener, err := net.Listen("tcp", address)
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
