// Refuses every upload. The lingering close: FIN behind the answer, then read what
// still comes, and close only when nothing can come any more that brings RST.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

func refuse(client *net.TCPConn, answer string, patience time.Duration) error {
	defer client.Close()
	for reader, line := bufio.NewReader(client), ""; line != "\r\n"; {
		var err error
		if line, err = reader.ReadString('\n'); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(client, answer); err != nil {
		return err
	}
	if err := client.CloseWrite(); err != nil {
		return err
	}
	// Who is silent for longer cannot keep us.
	for buffer := make([]byte, 65536); ; {
		if err := client.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
		if _, err := client.Read(buffer); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func main() {
	size, err := strconv.Atoi(os.Getenv("SIZE"))
	if err != nil {
		log.Fatal(err)
	}
	patience, err := time.ParseDuration(os.Getenv("PATIENCE") + "ms")
	if err != nil {
		log.Fatal(err)
	}
	answer := fmt.Sprintf("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"+
		"Content-Length: %d\r\n\r\n%s", size, strings.Repeat("x", size))

	listener, err := net.Listen("tcp4", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := listener.(*net.TCPListener).AcceptTCP()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			if err := refuse(client, answer, patience); err != nil {
				log.Print("the client: ", err)
			}
		}()
	}
}
