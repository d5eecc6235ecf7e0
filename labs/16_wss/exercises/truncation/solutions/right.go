// Gets pages over TLS, and each one whole.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
)

// A connection that remembers whether its end has been read. crypto/tls says io.EOF
// for close_notify, and for a FIN between two records as well. But behind close_notify
// it does not read TCP any more.
type watched struct {
	net.Conn
	ended bool
}

func (conn *watched) Read(buffer []byte) (int, error) {
	size, err := conn.Conn.Read(buffer)
	conn.ended = conn.ended || err != nil
	return size, err
}

// The size of the page; and whether it is whole.
func readPage(address string, config *tls.Config, number int) (int64, bool, error) {
	tcp, err := net.Dial("tcp", address)
	if err != nil {
		return 0, false, err
	}
	conn := &watched{Conn: tcp}
	defer conn.Close()
	client := tls.Client(conn, config)
	if _, err := fmt.Fprintf(client, "%d\n", number); err != nil {
		return 0, false, err
	}
	size, err := io.Copy(io.Discard, client)
	if err != nil && !conn.ended {
		return 0, false, err
	}
	return size, err == nil && !conn.ended, nil
}

func run() error {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(os.Getenv("CA_PEM"))) {
		return errors.New("CA_PEM has no certificate")
	}
	count, err := strconv.Atoi(os.Getenv("COUNT"))
	if err != nil {
		return err
	}
	host := os.Getenv("HOST")
	address := net.JoinHostPort(host, os.Getenv("PORT"))
	config := &tls.Config{RootCAs: pool, ServerName: host}
	total := int64(0)
	for number := 1; number <= count; {
		size, whole, err := readPage(address, config, number)
		if err != nil {
			return err
		}
		if whole {
			total += size
			number++
		}
	}
	fmt.Printf("all: %d bytes\n", total)
	return nil
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
