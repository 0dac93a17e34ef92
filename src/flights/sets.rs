//! Who gets what, for all customers at once: the rule of [`super::ladder`] on sets of positions.

use super::ladder::{Flight, Ladder, Release};
use crate::shares::WHOLE;
use roaring::RoaringBitmap;
use std::sync::Arc;

/// The customers of an app, divided among its flights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Division {
    /// One for each flight of the ladder, in its order.
    pub flights: Vec<Part>,
    /// Those who get nothing.
    pub nobody: RoaringBitmap,
}

/// The customers of a flight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// All who are in it; of the standard submission, everyone.
    pub members: Arc<RoaringBitmap>,
    /// Those of them for whom a higher flight decides.
    pub taken: RoaringBitmap,
    /// Who gets its newest submission.
    pub newest: RoaringBitmap,
    /// Who gets the submission before.
    pub fallback: RoaringBitmap,
}

impl Part {
    /// How many get something through the flight.
    pub fn gets(&self) -> u64 {
        self.newest.len() + self.fallback.len()
    }
}

/// Divides everyone. `members` has one set for each flight of the ladder, and `share` says who of some customers is below the
/// share of a flight's submission.
pub fn divide<E>(
    ladder: &Ladder,
    everyone: &Arc<RoaringBitmap>,
    members: &[Arc<RoaringBitmap>],
    mut share: impl FnMut(&Flight, &RoaringBitmap, u32) -> Result<RoaringBitmap, E>,
) -> Result<Division, E> {
    let (mut left, mut parts) = ((**everyone).clone(), Vec::with_capacity(members.len()));
    for (flight, members) in ladder.flights.iter().zip(members) {
        let members = if flight.is_standard { Arc::clone(everyone) } else { Arc::new(&**members & &**everyone) };
        let here = &*members & &left;
        let mut part = Part { taken: &*members - &left, members, ..Part::default() };
        if let Some(submission) = &flight.submission {
            part.newest = match submission.newest_for() {
                0 => RoaringBitmap::new(),
                WHOLE => here.clone(),
                below => share(flight, &here, below)?,
            };
            if submission.fallback.is_some() {
                part.fallback = &here - &part.newest;
            }
        }
        left -= &part.newest;
        left -= &part.fallback;
        parts.push(part);
    }
    Ok(Division { flights: parts, nobody: left })
}

impl Division {
    /// The releases that customers get, each with who gets it through which flight.
    pub fn releases<'a>(
        &'a self,
        ladder: &'a Ladder,
    ) -> impl Iterator<Item = (&'a Flight, &'a Release, &'a RoaringBitmap)> {
        ladder.flights.iter().zip(&self.flights).flat_map(|(flight, part)| {
            let newest = flight.submission.as_ref().map(|submission| (flight, &submission.release, &part.newest));
            let before = flight.submission.as_ref().and_then(|submission| submission.fallback.as_ref());
            [newest, before.map(|before| (flight, before, &part.fallback))].into_iter().flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flights::ladder::{File, Outcome, Person, Rollout, Submission};
    use crate::flights::sticky::Kept;
    use crate::flights::version::Version;
    use crate::ids::GroupId;
    use crate::shares::bucket;
    use proptest::prelude::*;
    use std::convert::Infallible;

    /// How many customers there are; each has an account id with its position.
    const CUSTOMERS: u32 = 200;

    /// A version, how it is rolled out, its share and the version before.
    type Newest = (u64, usize, u32, Option<u64>);

    fn release(number: u64) -> Release {
        let file = File {
            device_type: None,
            system: None,
            architecture: None,
            least_os: None,
            url: String::new(),
            bytes: 1,
            sha256: String::new(),
            sha512: None,
            signature: None,
            identity: None,
        };
        let version = Version::parse(&format!("{number}.0.0")).unwrap();
        Release { id: i32::try_from(number).unwrap().into(), version, files: vec![file], mandatory_from: None }
    }

    fn account(position: u32) -> String {
        format!("u-{position}")
    }

    fn below(flight: &Flight, here: &RoaringBitmap, share: u32) -> Result<RoaringBitmap, Infallible> {
        Ok(here.iter().filter(|position| bucket(&flight.salt, &account(*position)) < share).collect())
    }

    proptest! {
        #[test]
        fn everyone_is_where_the_rule_puts_them(
            flights in proptest::collection::vec(
                proptest::option::weighted(0.8, (1_u64..5, 0_usize..3, 0..=WHOLE, proptest::option::of(1_u64..5))),
                1..5,
            ),
            in_groups in proptest::collection::vec(proptest::collection::vec(0..CUSTOMERS, 0..60), 5),
            were_in_groups in proptest::collection::vec(proptest::collection::vec(0..CUSTOMERS, 0..20), 5),
        ) {
            let flight = |(rank, newest): (i32, Option<Newest>)| Flight {
                id: rank.into(),
                key: String::new(),
                name: String::new(),
                rank,
                is_standard: rank == 1,
                groups: if rank == 1 { Vec::new() } else { vec![rank.into()] },
                salt: format!("salt {rank}"),
                sticky: None,
                allows_downgrades: false,
                submission: newest.map(|(newest, how, share, before)| Submission {
                    id: rank.into(),
                    release: release(newest),
                    share,
                    rollout: [Rollout::Complete, Rollout::InProgress, Rollout::Stopped][how],
                    fallback: before.map(release),
                }),
            };
            let mut ladder = Ladder { flights: (1..).zip(flights).map(flight).collect() };
            ladder.flights.reverse();
            let everyone = Arc::new((0..CUSTOMERS).collect::<RoaringBitmap>());
            let members = |flight: &Flight| match flight.rank {
                1 => Arc::default(),
                rank => {
                    let place = usize::try_from(rank - 1).unwrap();
                    Arc::new(in_groups[place].iter().chain(&were_in_groups[place]).copied().collect())
                }
            };
            let members: Vec<Arc<RoaringBitmap>> = ladder.flights.iter().map(members).collect();
            let division = divide(&ladder, &everyone, &members, below).unwrap();
            for position in 0..CUSTOMERS {
                let account = account(position);
                let is_among = |all: &[Vec<u32>], flight: &Flight| {
                    !flight.is_standard && all[usize::try_from(flight.rank - 1).unwrap()].contains(&position)
                };
                let now = ladder.flights.iter().filter(|flight| is_among(&in_groups, flight));
                let groups: Vec<GroupId> = now.flat_map(|flight| flight.groups.clone()).collect();
                let before = ladder.flights.iter().filter(|flight| is_among(&were_in_groups, flight));
                let keep = |flight: &Flight| Kept { flight: flight.id, group: flight.groups[0], left_on: None };
                let kept: Vec<Kept> = before.map(keep).collect();
                let person = Person { account: Some(&account), groups: &groups, kept: &kept, ..Person::default() };
                let found: Vec<_> = division
                    .releases(&ladder)
                    .filter(|(_, _, get)| get.contains(position))
                    .map(|(flight, release, _)| (flight.rank, release.version.to_string()))
                    .collect();
                match ladder.answer(&person).outcome {
                    Outcome::Gets(package) => {
                        prop_assert_eq!(&found, &[(package.flight.rank, package.release.version.to_string())]);
                        prop_assert!(!division.nobody.contains(position));
                    }
                    Outcome::Nothing(_) => prop_assert!(found.is_empty() && division.nobody.contains(position)),
                }
            }
        }
    }
}
