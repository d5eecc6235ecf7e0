// wrong: a connection that cannot be written to is gone
// fails at: server#10  closes
package main

import (
	"bufio"
	"bytes"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

func serve(guest net.Conn) {
	line, err := bufio.NewReader(guest).ReadString('\n')
	if err != nil {
		guest.Close()
		return
	}
	size, _ := strconv.Atoi(strings.TrimSpace(line))
	if _, err := guest.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		log.Print(err)
		return
	}
	guest.Close()
}

func main() {
	listener, err := net.Listen("tcp4", os.Getenv("HOST")+":"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	for {
		guest, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(guest)
	}
}
