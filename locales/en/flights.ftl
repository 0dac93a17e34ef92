# Package flights: which package of an app each person gets

flights-title = Package flights
flights-lead = Give some people other packages than the rest: members of your groups, or a share of everyone that you raise step by step.
flights-empty = No releases yet
flights-empty-text = Add a release, then publish it to everyone or to a flight for one of your groups.
flights-retired = Retired package flights
flight-ladder = Who gets what
flight-ladder-help = Each person gets the package of the highest flight that has one for them, whatever its version. The standard submission comes last.
flight-sizes-hidden = One of the numbers is small, so that none of them is shown to you.
flight-standard = Standard submission
flight-standard-help = For everyone who gets nothing from a package flight.
flight-standard-stays = The standard submission stays.
flight-rank-number = Rank { $rank }
flight-percent = { $number }%
flight-get-it = { $count ->
    [one] { $count } customer gets it
   *[other] { $count } customers get it
}
flight-get-before = { $count ->
    [one] { $count } customer gets the one before
   *[other] { $count } customers get the one before
}
flight-taken = { $count ->
    [one] For { $count } of its members a higher flight decides
   *[other] For { $count } of its members a higher flight decides
}
flight-nobody = { $count ->
    [one] { $count } customer gets nothing
   *[other] { $count } customers get nothing
}
flight-unpublished = Nothing is published yet.

# The form of a flight
flight-new = New package flight
flight-edit = Change { $name }
flight-name = Name
flight-name-missing = Give the package flight a name.
flight-name-taken = Another package flight of this app has this name.
flight-key = Key
flight-key-wrong = Use small letters, digits, points, hyphens and underscores, and a key that no other flight has.
flight-groups-help = Their members are in the flight.
flight-no-group = Choose at least one group.
flight-no-groups-yet = Create a customer group first: its members will be in the flight.
flight-too-many-groups = Choose at most { $most } groups.
flight-group-gone = Choose from the list: one of the groups is archived or of another app.
flight-rank = Rank
flight-rank-help = Who is in several flights gets the package of the highest.
flight-on-top = Highest
flight-stays = As it is
flight-above = Right above { $name }
flight-allows-downgrades = May replace a higher version
flight-allows-downgrades-help = Otherwise nobody is offered a version lower than the one they have.
flight-sticky = Keep who was in it
flight-sticky-help = Who leaves a segment stays in the flight, whatever the reason. Who enters a segment and leaves it again before it is counted is not noticed. Whoever is taken off a known user group leaves it, and so does who was in it only through a group that you take from the flight. When this is turned off and on again, it begins anew.
flight-too-many = The app has { $most } package flights already: retire one first.
flight-changed-meanwhile = Somebody else changed this meanwhile. Check what you see and try again.

# A flight
flight-who = Who is in it
flight-members = List of its members
flight-segment-moves = A segment changes by itself: who leaves it gets the package of a lower flight, unless that would be a lower version.
flight-sticky-since = Keeps who was in it, since { $day }.
flight-kept-count = { $count ->
    [one] { $count } customer stays who has left every group of it
   *[other] { $count } customers stay who have left every group of it
}
flight-rollout = Rollout
flight-published-at = Published { $time }
flight-not-started = Not published
flight-in-progress = Rolled out to { $share }
flight-complete = For everyone in it
flight-stopped = Halted at { $share }
flight-step = { $share } from { $time }
flight-share = Share in per cent
flight-update = Update
flight-update-help = The share can only be raised. Whoever gets the release stays in the share.
flight-updated = The rollout of { $name } is updated.
flight-confirm = Reach more than ten times as many people at once
flight-confirm-help = Needed only if the new share is more than ten times the share of now.
flight-unconfirmed = { $share } is more than ten times as many people as now. Tick the box to confirm it.
flight-halt = Halt package rollout
flight-halt-help = Nobody gets the release any more. Who has it keeps it, and the next rollout reaches the same people first.
flight-halted = The rollout of { $name } is halted.
flight-finalize = Finalize package rollout
flight-finalize-help = Everyone in the flight gets the release. The next rollout reaches people in another order.
flight-finalized = The rollout of { $name } is finalized.
flight-unfinished = Finalize or halt the rollout before you publish the next release.
flight-not-in-progress = No rollout is in progress.
flight-share-wrong = Enter a larger share than now, up to 100 %.
flight-share-typed = Enter a share from 0 to 100 with at most four decimals.
flight-hours-typed = Enter a whole number of hours.
flight-is-retired = The package flight is retired.
flight-reshuffle = Draw a new order of people
flight-reshuffle-help = A share then has other people in it. Whoever already has the release keeps it, but is no longer counted in the share.
flight-reshuffled = { $name } has a new order of people.
flight-retire = Retire the package flight
flight-retire-help = The flight ends. Its members get the package of the next lower flight, unless that would be a lower version.
flight-retired = Retired
flight-retired-now = { $name } is retired.
flight-former = Published before

# Publishing
flight-publish = Publish a release
flight-publish-to = Publish to { $name }
flight-published = The release is published to { $name }.
flight-to = Who gets it
flight-to-everyone = Everyone in it at once
flight-to-share = A share first
flight-share-help = Only for a share: such as 5. Who is in it is drawn by account ID and stays in it as the share is raised.
flight-steps = Raise the share by itself
flight-steps-help = Each step waits for its hours and then raises the share. The last share stays until you finalize or halt the rollout.
flight-step-hours = Step { $number }: after how many hours
flight-step-share = Step { $number }: share in per cent
flight-steps-wrong = Steps must rise, wait 1 to { $hours } hours each, and be { $most } at most.
flight-guarded = Halt it by itself if it does worse
flight-guarded-help = The new release is compared with the one before in two ways: how often each fails, as your programs report it, and the average number of stars from the people who get each, from the day after the share was last raised. At 100% there is nobody left whose ratings can be compared. If the new release does worse, and not just by chance, the rollout is halted and the page says why.
flight-is-guarded = Halted by itself if it fails more often than the release before, or people rate it lower.
flight-preview = Show what would change
flight-no-customers = The app has no customers yet.
flight-would-get = { $count ->
    [one] { $count } customer would get the release
   *[other] { $count } customers would get the release
}
flight-would-change = { $count ->
    [one] { $count } customer would change package
   *[other] { $count } customers would change package
}
flight-would-go-down = { $count ->
    [one] { $count } customer would go down to a lower version
   *[other] { $count } customers would go down to a lower version
}
flight-no-file-for = { $count ->
    [one] { $count } customer has no file for { $device }
   *[other] { $count } customers have no file for { $device }
}

# Lists of names
flight-who-members = In { $name }
flight-who-newest = Who gets the newest release through { $name }
flight-who-fallback = Who gets the release before through { $name }
flight-who-taken = In { $name }, but decided by a higher flight
flight-who-kept = Stays in { $name } after leaving its groups
flight-who-nothing = Who gets nothing
flight-who-get = Who would get the release through { $name }
flight-who-change = Who would change package
flight-who-down = Who would go down to a lower version
flight-who-no-file = Who would have no file for { $device }
flight-nobody-here = Nobody.

# One person
flight-people = Customers and flights
flight-people-lead = What each customer gets, and through which flight.
flight-outcome = Gets
flight-gets = { $version } through { $flight }
flight-nothing-no-package = Nothing: no flight has a package
flight-nothing-keeps = Keeps the package whose rollout was halted
flight-nothing-would-go-down = Nothing: it would be a lower version
flight-nothing-no-file-for-device = Nothing: no file for this kind of device
flight-nothing-no-file-for-system = Nothing: no file for this system
flight-nothing-no-file-for-architecture = Nothing: no file for this processor
flight-nothing-no-file-for-os = Nothing: no file for this version of the system
flight-verdict-out = Not in it
flight-verdict-unpublished = In it, nothing published
flight-verdict-newest = Gets the newest release
flight-verdict-fallback = Gets the release before
flight-verdict-below = Outside the share, and no release before
flight-verdict-taken = Decided by a higher flight
flight-through = { $verdict } (through { $group })
flight-kept = { $verdict } (left { $group } on { $day }, kept by the flight, which keeps who was in it since { $since })
flight-place = Place { $place } of a share of { $share }
flight-place-halted = Place { $place }, halted at { $share }
flight-check = Package flights
flight-check-on = As of
flight-check-none = No package flights on that day.
flight-check-now = Show today
flight-check-lists = Of known user groups, people count from the day on which they were added. Nobody was taken out of them after this day.
flight-check-lists-lack = Of known user groups, people count from the day on which they were added. Somebody was last taken out of one of them on { $day }: who was in them is known from that day on only.

# Releases
release = Release
releases = Releases
releases-empty = Add a release first.
release-add = Add a release
release-version = Version
release-version-help = Four numbers such as 1.2.3.4, or one of Semantic Versioning such as 1.2.3-beta.1.
release-version-wrong = Enter a version such as 1.2.3.4 or 1.2.3-beta.1.
release-version-taken = There is a release of this version already.
release-too-many = There are { $most } releases already.
release-published = The release was published and no longer changes. Add one of a higher version.
release-published-on = Published { $date }
release-draft = Not published
release-created = Added
release-notes = Notes
release-notes-en = Notes in English
release-notes-fr = Notes in French
release-file = File
release-files = Files
release-file-help = Engage decides who gets which file; the file stays where you put it.
release-file-add = Add another file
release-url = Address
release-url-help = Where the file can be downloaded, such as https://files.example.com/app-1.2.3.exe.
release-url-wrong = Enter an address that begins with https://.
release-size = Size in bytes
release-bytes = { $count } bytes
release-bytes-wrong = Enter the size of the file in bytes.
release-sha256-help = In hexadecimal: 64 characters.
release-sha256-wrong = Enter the SHA-256 of the file in hexadecimal: 64 characters.
release-sha512-help = In hexadecimal or base64. electron-updater needs it.
release-sha512-wrong = Enter the SHA-512 of the file in hexadecimal or base64.
release-signature = Signature
release-signature-help = Tauri needs it.
release-signature-wrong = The signature is too long.
release-package-name = Package name
release-package-name-help = Of an MSIX package: the name in its manifest. App Installer needs it.
release-package-name-wrong = Enter the name in the package's manifest: 3 to 50 letters, digits, points and hyphens.
release-package-publisher = Package publisher
release-package-publisher-help = Of an MSIX package: the publisher in its manifest, such as CN=Contoso, C=FR.
release-package-publisher-wrong = Enter the publisher in the package's manifest, such as CN=Contoso, C=FR.
release-more = What the file is for, further digests
release-for = For
release-for-all = All
release-device = Kind of device
release-system = System
release-architecture = Processor
release-least-os = Least version of the system
release-least-os-help = Such as 10.0.17763.
release-least-os-wrong = Enter a version such as 10.0.17763.
release-from-os = from { $version }
release-no-file = A release has at least one file.
release-too-many-files = A release has at most { $most } files.
