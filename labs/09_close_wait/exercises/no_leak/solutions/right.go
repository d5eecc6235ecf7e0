// A guest asks for N letters, in a line. However it leaves, defer closes.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

func serve(guest net.Conn) error {
	defer guest.Close()
	line, err := bufio.NewReader(guest).ReadString('\n')
	if errors.Is(err, io.EOF) {
		return nil // it has left before its line was whole
	}
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || size < 0 {
		return errors.New("no number: " + line)
	}
	_, err = guest.Write(bytes.Repeat([]byte("x"), size))
	return err
}

func main() {
	listener, err := net.Listen("tcp4", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatal(err)
	}
	for {
		guest, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			if err := serve(guest); err != nil {
				log.Print("a guest has left: ", err)
			}
		}()
	}
}
