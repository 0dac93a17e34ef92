# Les tests sur des groupes, par appel.
token-scope-tests = Tests
token-scope-tests-help = Créer des tests sur des groupes, les lancer, les arrêter et donner une valeur à tous.
api-list-tests = Lister les tests
api-create-test = Créer le brouillon d’un test
api-put-test-by-name = Créer un test par son nom, ou le rendre tel qu’il est envoyé
api-get-test = Lire un test
api-put-test = Modifier un test
api-delete-test = Supprimer le brouillon d’un test
api-start-test = Lancer un test
api-stop-test = Arrêter un test
api-decide-test = Donner une valeur d’un test à tous
api-archive-test = Archiver un test
api-get-test-report = Lire ce que montre un test
api-list-people-of-test = Lister qui est entré dans un test, et avec quelle valeur

# Où en est un client dans les tests.
test-check-value = Reçoit
test-check-why = Pourquoi
test-check-since = Depuis
test-why-kept = L’a reçue en entrant, et la garde
test-why-lot = La recevra par tirage quand votre application la demandera
test-why-outside = Dans aucun des groupes du test
test-why-excepted = Dans un groupe exclu du test
test-why-withheld = Écarté de toute promotion ce trimestre
test-why-ended = Le test n’admet plus personne
test-why-stranger = Pas client de cette application
test-why-winner = Donnée à tous
