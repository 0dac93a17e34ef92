use super::*;
use proptest::prelude::*;

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

fn file() -> File {
    File {
        device_type: None,
        system: None,
        architecture: None,
        least_os: None,
        url: String::from("https://files.example/app"),
        bytes: 1,
        sha256: "00".repeat(32),
        sha512: None,
        signature: None,
        identity: None,
    }
}

fn release(text: &str) -> Release {
    Release { id: 1.into(), version: version(text), files: vec![file()], mandatory_from: None }
}

fn submission(newest: &str, rollout: Rollout, share: u32, fallback: Option<&str>) -> Submission {
    Submission { id: 1.into(), release: release(newest), share, rollout, fallback: fallback.map(release) }
}

/// A flight for the group with the number of its rank; rank 1 is the standard submission.
fn flight(rank: i32, submission: Option<Submission>) -> Flight {
    Flight {
        id: rank.into(),
        key: format!("flight-{rank}"),
        name: format!("Flight {rank}"),
        rank,
        is_standard: rank == 1,
        groups: if rank == 1 { Vec::new() } else { vec![rank.into()] },
        salt: format!("flight-{rank}"),
        sticky: None,
        allows_downgrades: false,
        submission,
    }
}

fn final_of(text: &str) -> Option<Submission> {
    Some(submission(text, Rollout::Complete, WHOLE, None))
}

fn ladder(flights: Vec<Flight>) -> Ladder {
    Ladder { flights }
}

/// What `account` gets who is in groups with these numbers: the version, or the reason.
fn gets(ladder: &Ladder, account: &str, groups: &[i32], current: Option<&str>) -> String {
    let groups: Vec<GroupId> = groups.iter().copied().map(GroupId::from).collect();
    let person = Person { account: Some(account), groups: &groups, current: current.map(version), ..Person::default() };
    match ladder.answer(&person).outcome {
        Outcome::Gets(package) => package.release.version.to_string(),
        Outcome::Nothing(nothing) => nothing.word().to_owned(),
    }
}

#[test]
fn the_highest_rank_wins_whatever_the_version() {
    let ladder = ladder(vec![flight(3, final_of("1.0.0")), flight(2, final_of("9.0.0")), flight(1, final_of("5.0.0"))]);
    let got = [&[2, 3][..], &[3], &[2], &[]].map(|groups| gets(&ladder, "u1", groups, None));
    assert_eq!(got, ["1.0.0", "1.0.0", "9.0.0", "5.0.0"]);
}

#[test]
fn a_flight_without_a_published_submission_decides_nothing() {
    let ladder = ladder(vec![flight(2, None), flight(1, final_of("1.0.0"))]);
    assert_eq!((gets(&ladder, "u1", &[2], None).as_str(), ladder.flights.len()), ("1.0.0", 2));
    let only = self::ladder(vec![flight(2, final_of("2.0.0")), flight(1, None)]);
    assert_eq!([gets(&only, "u1", &[2], None), gets(&only, "u1", &[], None)], ["2.0.0", "no-package"]);
}

#[test]
fn a_share_is_those_whose_bucket_is_below_it() {
    // Buckets of salt flight-7: u1 has 547242 and u2 has 429823.
    let of_share = |share| {
        let rolled = flight(7, Some(submission("2.0.0", Rollout::InProgress, share, Some("1.0.0"))));
        let ladder = ladder(vec![rolled, flight(1, final_of("0.1.0"))]);
        ["u1", "u2"].map(|account| gets(&ladder, account, &[7], None))
    };
    assert_eq!(of_share(429_823), ["1.0.0", "1.0.0"]);
    assert_eq!(of_share(429_824), ["1.0.0", "2.0.0"]);
    assert_eq!(of_share(547_243), ["2.0.0", "2.0.0"]);
}

#[test]
fn outside_the_share_of_a_first_submission_the_flight_below_decides() {
    let first = flight(7, Some(submission("3.0.0", Rollout::InProgress, 500_000, None)));
    let ladder = ladder(vec![first, flight(3, final_of("2.0.0")), flight(1, final_of("1.0.0"))]);
    assert_eq!(gets(&ladder, "u2", &[7, 3], None), "3.0.0");
    assert_eq!([gets(&ladder, "u1", &[7, 3], None), gets(&ladder, "u1", &[7], None)], ["2.0.0", "1.0.0"]);
    let person = Person { account: Some("u1"), groups: &[7.into()], ..Person::default() };
    let answer = ladder.answer(&person);
    let verdicts: Vec<Verdict> = answer.rungs.iter().map(|rung| rung.verdict).collect();
    assert_eq!(verdicts, [Verdict::Below, Verdict::Out, Verdict::Newest]);
    assert!(matches!(answer.outcome, Outcome::Gets(package) if package.is_by_share));
    assert_eq!((answer.rungs[0].bucket, answer.rungs[0].group), (Some(547_242), Some(7.into())));
}

#[test]
fn a_halted_submission_goes_to_nobody_and_who_has_it_keeps_it() {
    let mut halted = flight(7, Some(submission("2.0.0", Rollout::Stopped, 900_000, Some("1.0.0"))));
    for allows_downgrades in [false, true] {
        halted.allows_downgrades = allows_downgrades;
        let ladder = ladder(vec![halted.clone(), flight(1, final_of("0.1.0"))]);
        let got = [None, Some("1.0.0"), Some("2.0.0")].map(|current| gets(&ladder, "u2", &[7], current));
        assert_eq!(got, ["1.0.0", "1.0.0", "keeps"]);
    }
}

#[test]
fn nobody_goes_down_unless_the_flight_allows_it() {
    let mut standard = flight(1, final_of("1.0.0"));
    let got = |standard: &Flight| {
        let ladder = ladder(vec![standard.clone()]);
        ["0.9.0", "1.0.0", "1.0.1"].map(|current| gets(&ladder, "u1", &[], Some(current)))
    };
    assert_eq!(got(&standard), ["1.0.0", "1.0.0", "would-go-down"]);
    standard.allows_downgrades = true;
    assert_eq!(got(&standard), ["1.0.0", "1.0.0", "1.0.0"]);
}

#[test]
fn a_release_without_a_file_for_the_device_leaves_its_members_with_nothing() {
    let mut flown = release("2.0.0");
    let for_pc = |architecture, least_os: &str| File {
        device_type: Some(DeviceType::Pc),
        system: Some(System::Windows),
        architecture,
        least_os: OsVersion::find(least_os),
        ..file()
    };
    flown.files = vec![for_pc(Some(Architecture::X64), "10.0.17763"), for_pc(Some(Architecture::Arm64), "11")];
    let submission = Submission { id: 1.into(), release: flown, share: 0, rollout: Rollout::Complete, fallback: None };
    let ladder = ladder(vec![flight(2, Some(submission)), flight(1, final_of("1.0.0"))]);
    let groups = [GroupId::from(2)];
    let got = |device_type, system, architecture, os: &str| {
        let device = Device { device_type, system, architecture, os: OsVersion::find(os) };
        match ladder.answer(&Person { groups: &groups, device, ..Person::default() }).outcome {
            Outcome::Gets(package) => format!("{:?}", package.file.architecture.unwrap()),
            Outcome::Nothing(nothing) => nothing.word().to_owned(),
        }
    };
    assert_eq!(got(None, None, None, ""), "X64");
    assert_eq!(got(Some(DeviceType::Pc), None, Some(Architecture::Arm64), "11.0.1"), "Arm64");
    assert_eq!(got(Some(DeviceType::Console), None, None, ""), "no-file-for-device");
    assert_eq!(got(None, Some(System::Linux), None, ""), "no-file-for-system");
    assert_eq!(
        got(Some(DeviceType::Pc), Some(System::Windows), Some(Architecture::Arm), ""),
        "no-file-for-architecture"
    );
    assert_eq!(got(None, None, Some(Architecture::Arm64), "10.0.22000"), "no-file-for-os");
}

#[test]
fn who_is_not_known_is_in_no_flight_and_in_no_share() {
    let of_share = |share| {
        let ladder = ladder(vec![
            flight(2, final_of("3.0.0")),
            flight(1, Some(submission("2.0.0", Rollout::InProgress, share, Some("1.0.0")))),
        ]);
        match ladder.answer(&Person::default()).outcome {
            Outcome::Gets(package) => package.release.version.to_string(),
            Outcome::Nothing(nothing) => nothing.word().to_owned(),
        }
    };
    assert_eq!([of_share(999_999), of_share(WHOLE)], ["1.0.0", "2.0.0"]);
}

/// The rules once more, as they are told: one flight after the other, by hand.
mod told {
    use sha2::{Digest, Sha256};

    pub struct Flight {
        pub rank: usize,
        pub allows_downgrades: bool,
        /// The newest version, how it is rolled out, its share and the version before.
        pub newest: Option<(u64, char, u32, Option<u64>)>,
    }

    fn place(salt: &str, account: &str) -> u64 {
        let mut text = salt.as_bytes().to_vec();
        text.push(0);
        text.extend_from_slice(account.as_bytes());
        let digest = Sha256::digest(&text);
        let mut number: u128 = 0;
        for byte in &digest[..8] {
            number = number * 256 + u128::from(*byte);
        }
        u64::try_from(number * 1_000_000 / (1_u128 << 64)).unwrap()
    }

    /// The version that an account gets who is in the flights of these ranks, or why it gets none.
    pub fn version(
        flights: &[Flight],
        account: &str,
        is_in: &[bool],
        current: Option<u64>,
    ) -> Result<u64, &'static str> {
        let mut by_rank: Vec<&Flight> = flights.iter().collect();
        by_rank.sort_by_key(|flight| std::cmp::Reverse(flight.rank));
        let mut chosen = None;
        for flight in by_rank {
            let Some((newest, how, share, before)) = flight.newest else { continue };
            if flight.rank > 1 && !is_in[flight.rank] {
                continue;
            }
            if how == 's' && current == Some(newest) {
                return Err("keeps");
            }
            let gets_newest = match how {
                'c' => true,
                'p' => place(&format!("flight-{}", flight.rank), account) < u64::from(share),
                _ => false,
            };
            let version = if gets_newest { Some(newest) } else { before };
            if let Some(version) = version {
                chosen = Some((version, flight.allows_downgrades));
                break;
            }
        }
        match (chosen, current) {
            (None, _) => Err("no-package"),
            (Some((version, false)), Some(current)) if current > version => Err("would-go-down"),
            (Some((version, _)), _) => Ok(version),
        }
    }
}

/// A version, how it is rolled out, its share and the version before.
type Newest = (u64, usize, u32, Option<u64>);

fn any_flight() -> impl Strategy<Value = (bool, Option<Newest>)> {
    let share = prop_oneof![Just(0), Just(500_000), Just(WHOLE), 0..WHOLE];
    let newest = (1_u64..6, 0_usize..3, share, proptest::option::of(1_u64..6));
    (any::<bool>(), proptest::option::weighted(0.8, newest))
}

proptest! {
    #[test]
    fn the_answer_is_that_of_the_rules_as_they_are_told(
        flights in proptest::collection::vec(any_flight(), 1..6),
        is_in in proptest::collection::vec(any::<bool>(), 7),
        account in "[a-zé0-9@.-]{0,12}",
        current in proptest::option::of(0_u64..7),
    ) {
        let text = |number: u64| format!("{number}.0.0");
        let (mut own, mut told) = (Vec::new(), Vec::new());
        for (rank, (allows_downgrades, newest)) in (1..).zip(flights) {
            let built = newest.map(|(newest, how, share, before)| {
                let rollout = [Rollout::Complete, Rollout::InProgress, Rollout::Stopped][how];
                submission(&text(newest), rollout, share, before.map(text).as_deref())
            });
            own.push(Flight { allows_downgrades, ..flight(i32::try_from(rank).unwrap(), built) });
            let newest = newest.map(|(newest, how, share, before)| (newest, ['c', 'p', 's'][how], share, before));
            told.push(told::Flight { rank, allows_downgrades, newest });
        }
        own.reverse();
        let groups: Vec<i32> = (2..7).filter(|rank| is_in[*rank as usize]).collect();
        let expected = told::version(&told, &account, &is_in, current).map_or_else(str::to_owned, text);
        let current = current.map(text);
        prop_assert_eq!(gets(&ladder(own), &account, &groups, current.as_deref()), expected);
    }
}
