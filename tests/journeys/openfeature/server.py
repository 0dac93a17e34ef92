"""Asks for flags as a server does, with the official provider for Python, and prints what it gets: a line for each flag and
person."""

import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

base_url, token, *asked = sys.argv[1:]
api.set_provider(OFREPProvider(base_url, headers_factory=lambda: {"Authorization": f"Bearer {token}"}))
client = api.get_client()
for pair in asked:
    key, person = pair.split("/")
    context = EvaluationContext(targeting_key=person or None, attributes={"plan": "pro"})
    found = client.get_boolean_details(key, False, context)
    code = found.error_code.value if found.error_code else "-"
    print(pair, str(found.value).lower(), found.variant or "-", found.reason, code)
