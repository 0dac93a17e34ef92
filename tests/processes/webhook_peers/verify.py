"""Verifies messages with the library of PyPI that receivers use. Each line of the input is a JSON object with `secret`,
`headers` and `body`; each line of the output says what the library found."""

import json
import sys

from standardwebhooks import Webhook

for line in sys.stdin:
    message = json.loads(line)
    try:
        Webhook(message["secret"]).verify(message["body"], message["headers"])
        print("standardwebhooks verified")
    except Exception:
        print("standardwebhooks refused")
