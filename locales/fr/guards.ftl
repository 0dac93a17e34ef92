### Les garde-fous des déploiements : ce qui en interrompt un automatiquement.

guard-failures = { $release } a échoué dans { $value } de { $count } sessions, { $before } dans { $before_value } de { $before_count }.
guard-few-failures = Les échecs sont comparés à partir de { $least } sessions de chaque version. Jusqu'ici, { $release } a servi dans { $count } et { $before } dans { $before_count }.
guard-ratings = { $release } a { $value } étoiles en moyenne pour { $count } notes, { $before } { $before_value } pour { $before_count }.
guard-few-ratings = Les notes sont comparées dès que chaque version en a { $least }. Jusqu'ici, { $release } en a { $count } et { $before } en a { $before_count }.
guard-hidden-ratings = Les notes sont comparées aussi. Celles d'aussi peu de personnes ne sont pas montrées aux lecteurs.
guard-nothing-before = Rien n'a été publié ici auparavant : il n'y a rien à quoi la comparer.
guard-halted-failures = Interrompue automatiquement : { $release } a échoué dans { $value } de { $count } sessions, { $before } dans { $before_value }.
guard-halted-ratings = Interrompue automatiquement : { $release } a { $value } étoiles en moyenne pour { $count } notes, { $before } { $before_value } pour { $before_count }.
guard-halted-hidden = Interrompue automatiquement : { $release } est moins bien notée que { $before }.
guard-reads-ratings = { $groups } dépend des notes : qui note la nouvelle version peut entrer dans la version d'évaluation ou en sortir pour cela. Ne vous fiez pas ici à la comparaison des notes.
