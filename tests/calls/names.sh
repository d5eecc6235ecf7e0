# shellcheck shell=bash disable=SC2034  # for those who read this
# The calls of common/calls/table.cpp, as strace -e trace= takes them.
CALL_NAMES=socket,bind,listen,connect,accept,accept4,read,readv,preadv2,recvfrom,recvmsg,recvmmsg
CALL_NAMES+=,write,writev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,splice,shutdown,close,close_range
CALL_NAMES+=,dup,dup3,pidfd_getfd,fcntl,ioctl,setsockopt,getsockopt,epoll_ctl,rt_sigreturn
WAIT_NAMES=epoll_pwait,epoll_pwait2,ppoll,pselect6
if [[ $(uname -m) == x86_64 ]]; then # it has some calls for which newer machines have one
  CALL_NAMES+=,dup2
  WAIT_NAMES+=,poll,select,epoll_wait
fi
