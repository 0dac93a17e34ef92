### Releases that are published to a package flight later.

flight-later = Publish later
flight-later-help = A draft waits until somebody publishes it; a scheduled one is published by itself at its time. Until then nothing changes for anybody, and a release that was never published can still be changed. Only one waits for each flight.
flight-publish-at = Day and time
flight-publish-at-help = Only to schedule it: at this time in the time zone below. If the program is not running then and is more than 30 minutes late, it asks you first.
flight-publish-at-missing = Enter a day and a time.
flight-publish-at-unused = Press Schedule to publish it at this time, or clear the time.
flight-publish-at-wrong = Choose a time that is still to come, and within a year.
flight-publish-zone = Time zone
flight-draft-save = Save as draft
flight-schedule = Schedule
flight-drafted = The draft for { $name } is saved.
flight-scheduled = The release is scheduled for { $name }.
flight-waits = To be published next
flight-waits-share = First to { $share }
flight-waits-step = { $hours ->
    [one] After { $hours } hour: { $share }
   *[other] After { $hours } hours: { $share }
}
flight-pending-draft = Draft
flight-pending-scheduled = Scheduled
flight-pending-held = Held
flight-publishes-at = Published by itself on { $time }.
flight-held-late = It was to be published on { $time }, but could not be published then. Decide what to do with it.
flight-held-unfinished = It was to be published on { $time }, but the rollout before it was neither finalized nor halted then. Finalize or halt that one first, then decide what to do with this one.
flight-held-overtaken = It was to be published on { $time }, but something else was published after it was scheduled. Decide what to do with it.
flight-publish-now = Publish now
flight-reschedule = Reschedule
flight-draft-change = Change what is planned
flight-draft-drop = Drop what is planned
flight-draft-dropped = Nothing is planned for { $name } any more.
flight-publish-at-odd = Check which moment is meant, then press Schedule again.
flight-would-be-published-at = To be published on { $time } once it is committed.
flight-pending-ready = Ready to publish
flight-mandatory = Mandatory from
flight-mandatory-help = Leave it empty if people may postpone the update. From this time ({ $zone }), apps that ask Engage are told that the release must be installed, and App Installer no longer starts the older one.
flight-mandatory-wrong = Choose a time within a year.
flight-mandatory-from = Mandatory from { $time }
