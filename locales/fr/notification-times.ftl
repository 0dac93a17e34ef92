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
notification-schedule = Planifier pour { $count } personnes
notification-send-now = Envoyer maintenant à { $count } personnes
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
audit-action-held = Retenue
audit-field-still-member = Seulement à qui est encore dans les groupes
