"""Computes with statsmodels and ssrm-test what each line of the input asks for, and answers with a line."""

import json
import sys

import numpy
from ssrm_test import ssrm_test
from statsmodels.stats.proportion import confint_proportions_2indep

for line in sys.stdin:
    asked = json.loads(line)
    if "shares" in asked:
        after = ssrm_test.sequential_posteriors(
            [numpy.array(asked["people"])],
            null_probabilities=numpy.array(asked["shares"]),
            dirichlet_concentration=10_000,
        )
        answer = float(after[-1]["log_bayes_factor"])
    else:
        (new, new_of), (old, old_of) = asked["new"], asked["old"]
        both = confint_proportions_2indep(
            new, new_of, old, old_of, method="newcomb", compare="diff", alpha=asked["alpha"]
        )
        answer = [float(end) for end in both]
    print(json.dumps(answer), flush=True)
