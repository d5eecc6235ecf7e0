// wrong: when one copy has ended, the connection has
// fails at: never server#2 sends RST
package main

import (
	"io"
	"log"
	"net"
	"os"
)

func serve(client net.Conn, address string) {
	defer client.Close()
	upstream, err := net.Dial("tcp", address)
	if err != nil {
		log.Print(err)
		return
	}
	defer upstream.Close()
	go io.Copy(client, upstream)
	io.Copy(upstream, client)
}

func main() {
	upstream := net.JoinHostPort(os.Getenv("UPSTREAM_HOST"), os.Getenv("UPSTREAM_PORT"))
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(client, upstream)
	}
}
