// wrong: Close() ends what I send, and Read() still works
// fails at: client  reads  >= 1 bytes
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	client, err := net.Dial("tcp4", os.Getenv("HOST")+":"+os.Getenv("PORT"))
	if err != nil {
		panic(err)
	}
	fmt.Fprint(client, os.Getenv("QUESTION"))
	client.Close()
	answer, _ := io.ReadAll(client)
	fmt.Println(string(answer))
}
