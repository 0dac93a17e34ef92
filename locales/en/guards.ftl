### Guards of rollouts: what halts one by itself.

guard-failures = { $release } failed in { $value } of { $count } sessions, { $before } in { $before_value } of { $before_count }.
guard-few-failures = Failures are compared from { $least } sessions of each release on. So far { $release } was used in { $count } and { $before } in { $before_count }.
guard-ratings = { $release } has { $value } stars on average in { $count } ratings, { $before } { $before_value } in { $before_count }.
guard-few-ratings = Ratings are compared once each release has { $least } of them. So far { $release } has { $count } and { $before } has { $before_count }.
guard-hidden-ratings = Ratings are compared too. What so few people rated is not shown to viewers.
guard-nothing-before = Nothing was published here before, so there is nothing to compare it with.
guard-halted-failures = Halted by itself: { $release } failed in { $value } of { $count } sessions, { $before } in { $before_value }.
guard-halted-ratings = Halted by itself: { $release } has { $value } stars on average in { $count } ratings, { $before } { $before_value } in { $before_count }.
guard-halted-hidden = Halted by itself: people rate { $release } lower than { $before }.
guard-reads-ratings = { $groups } depends on ratings: whoever rates the new release may enter or leave the flight for it. Do not rely on the comparison of ratings here.
