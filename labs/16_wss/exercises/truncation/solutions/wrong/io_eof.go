// wrong: io.EOF is close_notify
// fails at: note FIN alone: the same page again
// Gets pages over TLS.
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

// The size of the page; and whether it is whole.
func readPage(address string, config *tls.Config, number int) (int64, bool, error) {
	tcp, err := net.Dial("tcp", address)
	if err != nil {
		return 0, false, err
	}
	client := tls.Client(tcp, config)
	defer client.Close()
	if _, err := fmt.Fprintf(client, "%d\n", number); err != nil {
		return 0, false, err
	}
	size, err := io.Copy(io.Discard, client)
	return size, err == nil, nil
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
