// Tries one address after another, each for a limited time, and asks the first that
// answers.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// connectToAny limits each attempt, but not the connection that it returns.
func connectToAny(addresses []string, port string, timeout time.Duration) (*net.TCPConn, error) {
	for _, address := range addresses {
		server, err := net.DialTimeout("tcp", net.JoinHostPort(address, port), timeout)
		if err == nil {
			return server.(*net.TCPConn), nil
		}
		fmt.Println(err)
	}
	return nil, fmt.Errorf("no address answers")
}

func ask(server *net.TCPConn, question string) error {
	defer server.Close()
	if _, err := io.WriteString(server, question); err != nil {
		return err
	}
	if err := server.CloseWrite(); err != nil {
		return err
	}
	_, err := io.Copy(os.Stdout, server)
	return err
}

func main() {
	timeout, err := time.ParseDuration(os.Getenv("TIMEOUT_MS") + "ms")
	if err != nil {
		log.Fatal(err)
	}
	server, err := connectToAny(strings.Fields(os.Getenv("ADDRESSES")), os.Getenv("PORT"), timeout)
	if err != nil {
		log.Fatal(err)
	}
	if err := ask(server, os.Getenv("QUESTION")); err != nil {
		log.Fatal(err)
	}
}
