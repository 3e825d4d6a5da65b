"""`python healthcheck.py PORT PATH` in a container: succeeds when its own process answers 200. Standard library only."""

import http.client
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=4)
connection.request("GET", sys.argv[2])
sys.exit(connection.getresponse().status != 200)
