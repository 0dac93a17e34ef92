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

# How one customer stands to tests.
test-check-value = Gets
test-check-why = Why
test-check-since = Since
test-why-kept = Got it on coming in, and keeps it
test-why-lot = Will get it by lot when your app next asks
test-why-outside = In none of the groups of the test
test-why-excepted = In a group that the test is not for
test-why-withheld = Held out from all promotion this quarter
test-why-ended = The test takes nobody new any more
test-why-stranger = No customer of this app
test-why-winner = Given to all
