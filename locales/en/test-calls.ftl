# Tests of groups by call.
token-scope-tests = Tests
token-scope-tests-help = Make tests of groups, start and stop them, and give a value to all.
api-list-tests = List tests
api-create-test = Create a draft of a test
api-put-test-by-name = Create a test by name, or make it as it is sent
api-get-test = Read a test
api-put-test = Change a test
api-delete-test = Delete the draft of a test
api-start-test = Start a test
api-stop-test = Stop a test
api-decide-test = Give a value of a test to all
api-archive-test = Archive a test
api-get-test-report = Read what a test shows
api-list-people-of-test = List who came into a test, and with which value
