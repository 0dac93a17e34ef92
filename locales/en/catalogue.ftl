# The catalogue of attributes, operators and choices, and the formula and the sentence of a rule.
