# Runs a program with the set-user-ID bit: for it, it would be somebody else.
import os, subprocess

before = os.geteuid()
after = int(subprocess.run([os.environ["SET_USER_ID"], "-u"], capture_output=True, text=True).stdout or before)
print(f"harm: it is {after}" if after != before else "tried")
