// relay: passes on what comes, in both directions, and each end of a direction.
package main

import (
	"io"
	"log"
	"net"
	"os"
)

// pump passes on all that source sends, and then its end.
func pump(target, source *net.TCPConn, done chan<- error) {
	_, err := io.Copy(target, source)
	if err == nil {
		err = target.CloseWrite() // the other direction is not ours
	}
	done <- err
}

func serve(client *net.TCPConn, address string) error {
	defer client.Close()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	upstream := connection.(*net.TCPConn)
	defer upstream.Close()

	done := make(chan error, 2)
	go pump(upstream, client, done)
	go pump(client, upstream, done)
	for i := 0; i < 2; i++ { // both directions end; if one fails, nothing is left to do
		if err := <-done; err != nil {
			return err
		}
	}
	return nil
}

func main() {
	here := net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT"))
	upstream := net.JoinHostPort(os.Getenv("UPSTREAM_HOST"), os.Getenv("UPSTREAM_PORT"))
	listener, err := net.Listen("tcp", here)
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			if err := serve(client.(*net.TCPConn), upstream); err != nil {
				log.Print(err)
			}
		}()
	}
}
