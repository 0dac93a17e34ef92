//! **Who gets what**: the rule of package flights, on values alone. A person gets the package of the highest flight that has
//! one for them, whatever its version; the standard submission comes last. The answer carries the whole ladder, so that
//! every page and call that shows it says the same.

use super::msix::Identity;
use super::sticky::{Kept, Sticky};
use super::version::{OsVersion, Version};
use crate::day::Day;
use crate::ids::{FlightId, GroupId, ReleaseId, SubmissionId};
use crate::segments::choices::DeviceType;
use crate::shares::{WHOLE, bucket};
use crate::words;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The flights of an app, the highest rank first and the standard submission last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    pub flights: Vec<Flight>,
}

/// A flight, or the standard submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    pub id: FlightId,
    pub key: String,
    pub name: String,
    pub rank: i32,
    /// Whether it is the standard submission, which is for everyone.
    pub is_standard: bool,
    /// Who is in it: the members of any of these.
    pub groups: Vec<GroupId>,
    /// How it keeps those who were in it, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticky: Option<Sticky>,
    /// Determines in which order people come into a share.
    pub salt: String,
    /// Whether its package may replace a higher version.
    pub allows_downgrades: bool,
    /// Its newest submission that was published; without one the flight decides nothing.
    pub submission: Option<Submission>,
}

/// A published submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub id: SubmissionId,
    pub release: Release,
    /// The share of the flight's members who get it, in millionths.
    pub share: u32,
    pub rollout: Rollout,
    /// What those outside the share get: the release before it.
    pub fallback: Option<Release>,
}

/// How far a submission's rollout is; the words are those of Microsoft's calls with small letters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray, VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Rollout {
    /// It is not published yet.
    NotStarted,
    /// A share gets it.
    InProgress,
    /// It is finalized: everyone in the flight gets it.
    Complete,
    /// It is halted: nobody gets it any more, and who has it keeps it.
    Stopped,
}

/// An operating system for which files are made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray, VariantNames,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum System {
    Windows,
    MacOs,
    Linux,
    Android,
    Ios,
}

/// A processor for which files are made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray, VariantNames,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Architecture {
    X64,
    X86,
    Arm64,
    Arm,
}

words!(Rollout, System, Architecture);

/// A release, with its files in the order in which they were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub id: ReleaseId,
    pub version: Version,
    pub files: Vec<File>,
    /// From when on those who get it must have it, in UTC, as the submission says by which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::micros")]
    pub mandatory_from: Option<NaiveDateTime>,
}

/// A file of a release, where the publisher's own program put it. What is `None` is left open: it fits all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub device_type: Option<DeviceType>,
    pub system: Option<System>,
    pub architecture: Option<Architecture>,
    pub least_os: Option<OsVersion>,
    pub url: String,
    pub bytes: i64,
    /// In hexadecimal.
    pub sha256: String,
    /// In base64, as electron-updater reads it.
    pub sha512: Option<String>,
    /// As Tauri reads it.
    pub signature: Option<String>,
    /// Of an MSIX package, as App Installer reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
}

/// The device that a package is for, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    pub device_type: Option<DeviceType>,
    pub system: Option<System>,
    pub architecture: Option<Architecture>,
    pub os: Option<OsVersion>,
}

/// Whom a package is for.
#[derive(Clone, Debug, Default)]
pub struct Person<'a> {
    /// `None` for somebody who is not known: they are in no flight and in no share.
    pub account: Option<&'a str>,
    /// Those of the ladder's groups that the person is in.
    pub groups: &'a [GroupId],
    /// The flights that keep the person, who was in a group of theirs.
    pub kept: &'a [Kept],
    pub device: Device,
    /// The version that the person has.
    pub current: Option<Version>,
}

/// What a person gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    pub outcome: Outcome<'a>,
    /// One for each flight of the ladder, in its order.
    pub rungs: Vec<Rung<'a>>,
}

/// What comes of the ladder for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    Gets(Package<'a>),
    /// Why there is nothing for them.
    Nothing(Nothing),
}

/// A release for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package<'a> {
    pub flight: &'a Flight,
    pub release: &'a Release,
    /// The first file of the release that fits the device.
    pub file: &'a File,
    /// Whether a share decided that it is this release and not another.
    pub is_by_share: bool,
}

/// Why somebody gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Nothing {
    /// No flight that they are in has a package for them.
    NoPackage,
    /// They have a package whose rollout was halted, and keep it.
    Keeps,
    /// What they have is higher.
    WouldGoDown,
    /// The release has no file for their kind of device, system, processor or version of the system.
    NoFileForDevice,
    NoFileForSystem,
    NoFileForArchitecture,
    NoFileForOs,
}

words!(Nothing);

/// A flight as a person meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung<'a> {
    pub flight: &'a Flight,
    /// The first of its groups that the person is in, or was if the flight keeps them.
    pub group: Option<GroupId>,
    /// When the person left that group, if they are in the flight because it keeps who was in it.
    pub left_on: Option<Day>,
    /// The person's bucket in the flight, in millionths; `None` where nobody is known.
    pub bucket: Option<u32>,
    pub verdict: Verdict,
}

/// What a flight says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// The person is not in it.
    Out,
    /// Nothing was published to it.
    Unpublished,
    /// The person gets its newest submission.
    Newest,
    /// The person is outside the share, or it was halted: they get the submission before.
    Fallback,
    /// As [`Verdict::Fallback`], but there was none before: the flight below decides.
    Below,
    /// A higher flight has decided.
    Taken,
}

words!(Verdict);

impl Flight {
    /// The group through which the person is in the flight, and when they left it.
    fn through(&self, person: &Person<'_>) -> Option<(GroupId, Option<Day>)> {
        let group = self.groups.iter().find(|group| person.groups.contains(group));
        let kept = || person.kept.iter().find(|kept| kept.flight == self.id);
        group.map(|group| (*group, None)).or_else(|| kept().map(|kept| (kept.group, kept.left_on)))
    }
}

impl Submission {
    /// Whether everyone in the flight, nobody, or those below the share get the release.
    pub fn newest_for(&self) -> u32 {
        match self.rollout {
            Rollout::Complete => WHOLE,
            Rollout::InProgress => self.share,
            Rollout::NotStarted | Rollout::Stopped => 0,
        }
    }

    fn gives(&self, bucket: Option<u32>) -> Verdict {
        let share = self.newest_for();
        let is_inside = bucket.map_or(share >= WHOLE, |bucket| bucket < share);
        match (is_inside, &self.fallback) {
            (true, _) => Verdict::Newest,
            (false, Some(_)) => Verdict::Fallback,
            (false, None) => Verdict::Below,
        }
    }
}

impl Ladder {
    /// What the person gets.
    pub fn answer<'a>(&'a self, person: &Person<'_>) -> Answer<'a> {
        let mut decided = None;
        let rungs: Vec<Rung<'a>> = self.flights.iter().map(|flight| rung(flight, person, &mut decided)).collect();
        let outcome = match decided {
            _ if rungs.iter().any(|rung| rung.is_met() && is_kept(rung.flight, person)) => {
                Outcome::Nothing(Nothing::Keeps)
            }
            None => Outcome::Nothing(Nothing::NoPackage),
            Some((flight, release)) => match release.file_for(&person.device) {
                Err(nothing) => Outcome::Nothing(nothing),
                Ok(_) if goes_down(flight, release, person) => Outcome::Nothing(Nothing::WouldGoDown),
                Ok(file) => {
                    Outcome::Gets(Package { flight, release, file, is_by_share: rungs.iter().any(Rung::is_by_share) })
                }
            },
        };
        Answer { outcome, rungs }
    }
}

impl Answer<'_> {
    /// Whether the package may replace a higher version that the person has, if nobody says which it is: never while a rollout is
    /// halted, as whoever got its release keeps it.
    pub fn may_go_down(&self) -> bool {
        let is_halted = |submission: &Submission| submission.rollout == Rollout::Stopped;
        let is_kept = |rung: &Rung<'_>| rung.is_met() && rung.flight.submission.as_ref().is_some_and(is_halted);
        let is_allowed = matches!(self.outcome, Outcome::Gets(package) if package.flight.allows_downgrades);
        is_allowed && !self.rungs.iter().any(is_kept)
    }
}

/// The flight that decides and its release.
type Decided<'a> = Option<(&'a Flight, &'a Release)>;

fn rung<'a>(flight: &'a Flight, person: &Person<'_>, decided: &mut Decided<'a>) -> Rung<'a> {
    let through = flight.through(person);
    let is_in = flight.is_standard || through.is_some();
    let bucket = person.account.map(|account| bucket(&flight.salt, account));
    let verdict = match (&flight.submission, is_in) {
        (_, false) => Verdict::Out,
        _ if decided.is_some() => Verdict::Taken,
        (None, true) => Verdict::Unpublished,
        (Some(submission), true) => {
            let verdict = submission.gives(bucket);
            let release = match verdict {
                Verdict::Newest => Some(&submission.release),
                Verdict::Fallback => submission.fallback.as_ref(),
                _ => None,
            };
            *decided = release.map(|release| (flight, release));
            verdict
        }
    };
    let (group, left_on) = (through.map(|(group, _)| group), through.and_then(|(_, left_on)| left_on));
    Rung { flight, group, left_on, bucket, verdict }
}

impl Rung<'_> {
    /// Whether the person is in the flight, and no higher one has decided.
    const fn is_met(&self) -> bool {
        !matches!(self.verdict, Verdict::Out | Verdict::Taken)
    }

    /// Whether the person is on one side of a share that is rolled out.
    fn is_by_share(&self) -> bool {
        let submission = self.flight.submission.as_ref();
        self.is_met() && submission.is_some_and(|submission| submission.rollout == Rollout::InProgress)
    }
}

/// Whether the person has the release of a halted submission of the flight: nobody is rolled back.
fn is_kept(flight: &Flight, person: &Person<'_>) -> bool {
    let halted = flight.submission.as_ref().filter(|submission| submission.rollout == Rollout::Stopped);
    halted.is_some_and(|submission| person.current.as_ref() == Some(&submission.release.version))
}

fn goes_down(flight: &Flight, release: &Release, person: &Person<'_>) -> bool {
    !flight.allows_downgrades && person.current.as_ref().is_some_and(|current| *current > release.version)
}

/// Whether what a file is for is what a device is, as far as both are known.
fn fits<T: PartialEq>(file: Option<T>, device: Option<T>) -> bool {
    file.is_none() || device.is_none() || file == device
}

impl Release {
    /// The first file that fits the device, or why none does.
    pub fn file_for(&self, device: &Device) -> Result<&File, Nothing> {
        let mut left: Vec<&File> = self.files.iter().collect();
        let mut keep = |nothing: Nothing, is_fit: &dyn Fn(&File) -> bool| {
            left.retain(|file| is_fit(file));
            left.first().copied().ok_or(nothing)
        };
        keep(Nothing::NoFileForDevice, &|file| fits(file.device_type, device.device_type))?;
        keep(Nothing::NoFileForSystem, &|file| fits(file.system, device.system))?;
        keep(Nothing::NoFileForArchitecture, &|file| fits(file.architecture, device.architecture))?;
        keep(Nothing::NoFileForOs, &|file| match (&file.least_os, &device.os) {
            (Some(least), Some(os)) => os.is_at_least(least),
            _ => true,
        })
    }
}

#[cfg(test)]
#[path = "ladder_tests.rs"]
mod tests;
