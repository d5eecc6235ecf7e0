// wrong: the last line of the function closes
// fails at: server#2  closes
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
		log.Print(err)
		return
	}
	size, _ := strconv.Atoi(strings.TrimSpace(line))
	guest.Write(bytes.Repeat([]byte("x"), size))
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
