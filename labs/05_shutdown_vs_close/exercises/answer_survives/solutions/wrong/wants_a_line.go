// wrong: an answer is a line
// fails at: prints 'answer'
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func main() {
	client, err := net.Dial("tcp4", os.Getenv("HOST")+":"+os.Getenv("PORT"))
	if err != nil {
		panic(err)
	}
	fmt.Fprint(client, os.Getenv("QUESTION"))
	client.(*net.TCPConn).CloseWrite()
	answer, err := bufio.NewReader(client).ReadString('\n')
	if err == nil {
		fmt.Print(answer)
	}
	client.Close()
}
