# When a notification goes out
notification-when = Quand elle part
notification-starts = Elle commence
notification-starts-now = Quand on clique sur Envoyer
notification-starts-at = À une heure donnée
notification-starts-local = À une heure de la journée, là où est chaque personne
notification-start = Jour et heure
notification-start-help = Inutile si elle commence quand on clique sur Envoyer.
notification-start-zone = Fuseau horaire
notification-start-zone-help = Par exemple Europe/Paris. Inutile pour l’heure là où est chaque personne. Qui n’a pas de fuseau horaire connu la reçoit selon le vôtre.
notification-start-local = { $time }, là où est chaque personne
notification-start-missing = Saisissez un jour et une heure.
notification-start-not-ahead = Saisissez une heure à venir, dans un an au plus.
notification-start-skipped-one = À { $zone }, les horloges sautent cette heure. Elle commence quand elles indiquent { $time }.
notification-start-twice-one = À { $zone }, les horloges indiquent cette heure deux fois. Elle commence la première fois.
notification-start-skipped-some = Dans certains fuseaux horaires, par exemple { $zone }, les horloges sautent cette heure. Elle y part quand elles indiquent { $time }.
notification-start-twice-some = Dans certains fuseaux horaires, par exemple { $zone }, les horloges indiquent cette heure deux fois. Elle y part la première fois.
notification-still-member = Seulement à qui est encore dans les groupes à ce moment-là
notification-still-member-help = À l’heure de chaque personne, l’envoi dure jusqu’à 26 heures. Qui a quitté les groupes entre-temps ne la reçoit pas.
notification-without-zone =
    { $count ->
        [one] Une personne n’a pas de fuseau horaire connu et la reçoit selon { $zone }.
       *[other] { $count } personnes n’ont pas de fuseau horaire connu et la reçoivent selon { $zone }.
    }
notification-too-slow =
    { $count ->
        [one] Avec la limite par seconde, { $count } personne la recevrait plus de 30 minutes trop tard, et ne la reçoit donc pas. Augmentez la limite ou laissez-la vide.
       *[other] Avec la limite par seconde, { $count } personnes la recevraient plus de 30 minutes trop tard, et ne la reçoivent donc pas. Augmentez la limite ou laissez-la vide.
    }
notification-schedule =
    { $count ->
        [one] Planifier pour { $count } personne
       *[other] Planifier pour { $count } personnes
    }
notification-send-now =
    { $count ->
        [one] Envoyer maintenant à { $count } personne
       *[other] Envoyer maintenant à { $count } personnes
    }
notification-scheduled-now = La notification est planifiée. Elle commence d’elle-même.
notification-time-passed = Son heure est passée. Modifiez le brouillon.
notification-state-scheduled = Planifiée
notification-state-held = Retenue
notification-starts-on = Elle commence le { $time }.
notification-unschedule = Ne pas la commencer
notification-unscheduled-now = La notification est de nouveau un brouillon. Elle ne commence pas d’elle-même.
notification-reschedule = Changer l’heure
notification-drop = L’abandonner
notification-held-late = Elle aurait dû commencer le { $time }, mais Engage était arrêté. Rien n’a été envoyé. Envoyez-la maintenant, changez son heure ou abandonnez-la.
notification-held-groups = Elle n’a pas commencé, car l’un de ses groupes est trop petit, ou a été archivé ou supprimé. Rien n’a été envoyé.
notification-held-nobody = Elle n’a pas commencé, car personne ne la reçoit. Rien n’a été envoyé.
notification-held-not-set-up = Elle n’a pas commencé, car les notifications push de l’application ne sont pas configurées. Rien n’a été envoyé.
notification-never-started = Elle a été abandonnée avant de commencer.
notification-waiting = Ce qu’elles attendent
delivery-reason-left-group = A quitté les groupes
delivery-reason-late = L’heure était passée là où est la personne
delivery-reason-local-time = L’heure là où est la personne
omission-late = L’heure est passée là où est la personne
audit-action-scheduled = Planifiée
audit-action-unscheduled = N’est plus planifiée
audit-action-repeated = Inconnus envoyés de nouveau
audit-action-held = Retenue
audit-field-still-member = Seulement à qui est encore dans les groupes

# How often people are written to
notification-rules = Règles
notification-rules-lead = Elles valent pour toutes les notifications de toutes les applications.
notification-rules-saved = Les règles sont enregistrées.
notification-rules-changed = Quelqu’un d’autre a modifié les règles entre-temps. Elles sont maintenant : { $values }. Enregistrez de nouveau pour les remplacer par ce que vous voyez.
notification-quiet = Heures calmes
notification-quiet-help = Les messages qui les respectent attendent qu’elles soient finies là où est la personne.
notification-quiet-from = De
notification-quiet-until = À
notification-quiet-none = Aucune
notification-quiet-wrong = Saisissez une heure, par exemple 22:00, ou rien.
notification-quiet-both = Saisissez deux heures différentes, ou aucune.
notification-caps = Fréquence
notification-caps-help = Les notifications promotionnelles à une personne, pour toutes les applications. Qui en a assez reçu n’en reçoit pas d’autre. Un jour est celui de votre fuseau horaire.
notification-per-day = Promotionnelles par jour
notification-per-week = Promotionnelles en sept jours
notification-no-limit-help = Laissez vide pour ne pas limiter. Au plus { $most }.
notification-minutes-between = Minutes entre deux messages
notification-minutes-between-help = Un message à une personne qui viendrait plus tôt attend.
notification-approval = Approbation
notification-approval-above = Personnes sans seconde personne
notification-approval-above-help = Avant qu’une notification à plus de personnes soit envoyée, quelqu’un d’autre l’approuve.
notification-rule-number-wrong = Saisissez un nombre entier de { $least } à { $most }.
notification-keeps-quiet = Respecte les heures calmes
notification-keeps-quiet-help = Elle attend qu’elles soient finies là où est la personne.
notification-is-exempt = Quoi que les gens aient reçu d’autre
notification-is-exempt-help = Elle part aussi à qui en a assez reçu, et aussitôt. Seuls les propriétaires le choisissent.
notification-exemption-lost = Le brouillon est enregistré. Il respecte de nouveau ce que les personnes ont déjà reçu, car seuls les propriétaires modifient un brouillon qui ne le fait pas.
notification-exempt-owners = Demandez à un propriétaire de le choisir.
omission-capped = A reçu assez de messages promotionnels
delivery-reason-cap = A reçu assez de messages promotionnels
delivery-reason-quiet-hours = La fin des heures calmes
delivery-reason-soon = Un autre message vient de partir
audit-field-quiet-hours = Heures calmes
audit-field-per-day = Promotionnelles par jour
audit-field-per-week = Promotionnelles en sept jours
audit-field-asks-measurement = Ne mesure que les personnes qui l’autorisent
audit-field-minutes-between = Minutes entre deux messages
audit-field-approval-above = Personnes sans seconde personne
audit-field-keeps-quiet = Respecte les heures calmes
audit-field-is-exempt = Quoi que les gens aient reçu d’autre

# A second person
notification-approval-needed = Plus de { $above } personnes la reçoivent : quelqu’un l’approuve et quelqu’un d’autre l’envoie.
notification-approval-grown = Elle a été approuvée, mais désormais plus d’un dixième de personnes en plus la reçoivent, et plus de { $above }. Quelqu’un l’approuve donc de nouveau et quelqu’un d’autre l’envoie.
notification-approval-by-you = Vous l’avez approuvée. Plus de { $above } personnes la reçoivent : quelqu’un d’autre l’envoie.
notification-approval-alone = Plus de { $above } personnes la reçoivent : il faut une seconde personne pour l’approuver. Un propriétaire invite quelqu’un sous Équipe, ou augmente le nombre sous Règles.
notification-approval-own = Vous avez demandé une approbation par un programme. Plus de { $above } personnes la reçoivent : quelqu’un d’autre l’approuve.
notification-approval-own-refused = Un programme dont vous avez créé le jeton a demandé cette approbation : quelqu’un d’autre la donne.
notification-approval-asked = { $who } a demandé une approbation le { $time } par le jeton « { $token } ».
notification-approval-asked-by-command = Le programme au jeton « { $token } » a demandé une approbation le { $time }.
notification-approval-waits = Approbation demandée
audit-action-approval-asked = Approbation demandée
notification-approve = Approuver
notification-approved = Approuvée par { $who } le { $time }
notification-approved-now = Vous l’avez approuvée. Quelqu’un d’autre peut maintenant l’envoyer.
notification-held-approval = Elle n’a pas commencé, car ses groupes ont plus de personnes qu’une seule personne n’en atteint. Rien n’a été envoyé.
audit-action-approved = Approuvée

# After thirteen months
notification-forgotten = On garde pendant 13 mois qui reçoit une notification. De celle-ci, il ne reste que les nombres.
audit-action-people-forgotten = Personnes oubliées
