// Asks, ends its direction, and reads until the server has ended its own.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func ask(host, port, question string) (answer []byte, err error) {
	connection, err := net.Dial("tcp4", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	client := connection.(*net.TCPConn)
	if _, err = io.WriteString(client, question); err != nil {
		return nil, err
	}
	if err = client.CloseWrite(); err != nil { // FIN; the other direction stays open
		return nil, err
	}
	return io.ReadAll(client)
}

func main() {
	answer, err := ask(os.Getenv("HOST"), os.Getenv("PORT"), os.Getenv("QUESTION"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(answer))
}
