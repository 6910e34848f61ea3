#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Types a command at the console of a running job, and prints what it says until a text comes.

apt-get install python3-websocket
LAVA_URL=https://lava.example.org LAVA_TOKEN=... ./expect.py JOB 'uname -a' '# '
"""
import json
import os
import sys
import time

import websocket


class Console:
    def __init__(self, url, token, job):
        address = url.rstrip("/").replace("http", "ws", 1) + f"/api/v1/jobs/{job}/console"
        self.socket = websocket.create_connection(
            address, header=[f"Authorization: Bearer {token}"], timeout=30
        )
        self.text = ""
        self.state = {}

    def take(self, seconds=30):
        """Gets the keyboard, once the job has a console."""
        self._until(lambda: self.state.get("console"), seconds)
        self.socket.send(json.dumps({"type": "take"}))
        self._until(lambda: self.state.get("yours"), seconds)

    def type(self, line):
        self.socket.send_binary(f"{line}\r".encode())

    def expect(self, text, seconds=30):
        """Waits for the text; returns what came before it."""
        self._until(lambda: text in self.text, seconds)
        before, _, self.text = self.text.partition(text)
        return before

    def _until(self, condition, seconds):
        end = time.monotonic() + seconds
        while not condition():
            self.socket.settimeout(max(0.001, end - time.monotonic()))
            self._receive()

    def _receive(self):
        opcode, data = self.socket.recv_data()
        if opcode == websocket.ABNF.OPCODE_BINARY:
            self.text += data.decode(errors="replace")
        elif opcode == websocket.ABNF.OPCODE_CLOSE:
            raise EOFError(f"closed with {int.from_bytes(data[:2], 'big')}: {data[2:].decode()}")
        else:
            event = json.loads(data)
            if event["type"] == "state":
                self.state = event
            elif event["type"] == "refused":
                raise PermissionError(event["message"])


if __name__ == "__main__":
    job, command, end = sys.argv[1:]
    console = Console(os.environ["LAVA_URL"], os.environ["LAVA_TOKEN"], job)
    console.take()
    console.type(command)
    console.expect(command)  # its echo
    print(console.expect(end))
