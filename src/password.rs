//! Hashes and checks passwords with argon2id, on two threads of their own. Each thread reuses the memory that a hash
//! needs, and the queue is short, so that many sign-ins at once cannot exhaust the memory or delay everyone.

mod guessable;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{Decimal, Error, Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tokio::sync::oneshot;

/// The shortest and the longest password, in characters. ASVS 2.1.1 and 2.1.2 ask for at least 12 and for 128 to be
/// allowed; what is longer than 200 is a mistake, and costs time to hash.
pub const SHORTEST: u64 = 12;
pub const LONGEST: u64 = 200;

/// Threads that hash. Each takes 19 MiB and about 20 milliseconds per password, so that two allow a hundred sign-ins
/// a second.
const THREADS: usize = 2;

/// The most passwords that wait for a thread. The last one waits about a third of a second.
const QUEUE: usize = 32;

/// The parameters for argon2id in OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The length of a hash in bytes: 256 bits, as strong as any password that is typed.
const OUTPUT: usize = 32;

/// The most memory that a stored hash may require, in KiB: 64 MiB, three times what any version of this program has
/// used. A damaged row could otherwise ask for all memory.
const MOST_MEMORY_KIB: u32 = 64 << 10;

/// The threads, started with the first password.
static HASHERS: LazyLock<Hashers> = LazyLock::new(|| Hashers::start(THREADS, QUEUE));

/// A hash of a random password, checked if there is no such user, so that the response time does not reveal that.
static NOBODY: LazyLock<Result<String, Error>> =
    LazyLock::new(|| hash_now(&rand::random::<u128>().to_string(), &mut Vec::new()));

/// The result of checking a password against a stored hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash has outdated parameters and should be replaced.
    RightButOld,
}

/// Why a password was not hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("too many passwords wait to be checked")]
    Busy,
    #[error("a password could not be hashed: {0}")]
    Hash(Error),
    #[error("the thread that hashes passwords has ended")]
    BrokenOff,
}

/// The blocks of memory that a thread reuses for each hash.
type Memory = Vec<Block>;
type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// The queue of the threads that hash.
struct Hashers {
    queue: SyncSender<Work>,
}

impl Hashers {
    fn start(threads: usize, queue: usize) -> Self {
        let (queue, waiting) = sync_channel(queue);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..threads {
            let waiting = Arc::clone(&waiting);
            let thread = std::thread::Builder::new().name(format!("password-{number}"));
            if let Err(error) = thread.spawn(move || work(&waiting)) {
                log::error!("a thread for passwords cannot be started: {error}");
            }
        }
        Self { queue }
    }

    /// Runs `work` on one of the threads, in order. Skips work whose caller has stopped waiting.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |memory| {
            if !answer.is_closed() {
                // The caller may stop waiting in the meantime.
                drop(answer.send(work(memory)));
            }
        });
        match self.queue.try_send(work) {
            Ok(()) => answered.await.map_err(|_| PasswordError::BrokenOff)?.map_err(PasswordError::Hash),
            Err(TrySendError::Full(_)) => Err(PasswordError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(PasswordError::BrokenOff),
        }
    }
}

fn work(waiting: &Mutex<Receiver<Work>>) {
    let mut memory = Memory::new();
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        work(&mut memory);
    }
}

/// The hash of a new password; `None` if it is easy to guess from the `related` texts or by itself.
pub async fn hash_unless_guessable(password: String, related: Vec<String>) -> Result<Option<String>, PasswordError> {
    if is_guessable(password.clone(), related).await? { Ok(None) } else { hash(password).await.map(Some) }
}

/// Whether a password is longer than any stored one; it is then wrong without being hashed.
pub fn is_too_long(password: &str) -> bool {
    password.chars().nth(usize::try_from(LONGEST).unwrap_or(usize::MAX)).is_some()
}

/// The hash of `password` to store.
pub async fn hash(password: String) -> Result<String, PasswordError> {
    HASHERS.run(move |memory| hash_now(&password, memory)).await
}

/// Whether `password` is the one in `hash`. Without a hash the result is [`Verdict::Wrong`], after the same work.
pub async fn verify(password: String, hash: Option<String>) -> Result<Verdict, PasswordError> {
    let verify = move |memory: &mut Memory| match (hash, NOBODY.as_ref()) {
        (Some(hash), _) => verify_now(&password, &hash, memory),
        (None, Ok(nobody)) => verify_now(&password, nobody, memory).map(|_| Verdict::Wrong),
        (None, Err(error)) => Err(*error),
    };
    HASHERS.run(verify).await
}

/// Whether a password is easy to guess: one of the 30,000 most common, a row of keys or digits, or made of `own`, texts
/// about the user.
pub async fn is_guessable(password: String, own: Vec<String>) -> Result<bool, PasswordError> {
    HASHERS.run(move |_| Ok(guessable::is_guessable(&password, &own))).await
}

fn params() -> Result<Params, Error> {
    Ok(Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT))?)
}

/// Computes argon2id in the thread's memory, which grows to the needed size once.
fn derive(
    password: &str,
    salt: Salt<'_>,
    params: Params,
    version: Version,
    memory: &mut Memory,
) -> Result<Output, Error> {
    if params.m_cost() > MOST_MEMORY_KIB {
        return Err(Error::ParamValueInvalid(argon2::password_hash::errors::InvalidValue::Malformed));
    }
    let mut salt_bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut salt_bytes)?;
    let blocks = params.block_count();
    memory.resize(memory.len().max(blocks), Block::default());
    let memory = memory.get_mut(..blocks).unwrap_or_default();
    let length = params.output_len().unwrap_or(OUTPUT);
    let argon2 = Argon2::new(Algorithm::Argon2id, version, params);
    Output::init_with(length, |out| {
        Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory)?)
    })
}

fn hash_now(password: &str, memory: &mut Memory) -> Result<String, Error> {
    let (salt, params) = (SaltString::generate(&mut OsRng), params()?);
    let output = derive(password, salt.as_salt(), params.clone(), Version::V0x13, memory)?;
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(salt.as_salt()),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

fn verify_now(password: &str, kept: &str, memory: &mut Memory) -> Result<Verdict, Error> {
    let kept = PasswordHash::new(kept)?;
    let (Some(salt), Some(output)) = (kept.salt, kept.hash) else { return Err(Error::PhcStringField) };
    if kept.algorithm != ARGON2ID_IDENT {
        return Err(Error::Algorithm);
    }
    let version = kept.version.map_or(Ok(Version::V0x13), |version: Decimal| Version::try_from(version))?;
    let kept_params = Params::try_from(&kept)?;
    let is_of_today = version == Version::V0x13 && kept_params == params()?;
    // `Output` compares in constant time.
    Ok(match derive(password, salt, kept_params, version, memory)? == output {
        false => Verdict::Wrong,
        true if is_of_today => Verdict::Right,
        true => Verdict::RightButOld,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};
    use futures_util::future::join_all;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_verified() {
        let kept = hash(text("correct horse battery")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(verify(text("correct horse battery"), Some(kept.clone())).await.unwrap(), Verdict::Right);
        assert_eq!(verify(text("correct horse batterz"), Some(kept.clone())).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify(text("correct horse battery"), None).await.unwrap(), Verdict::Wrong);
        // Hashes are the same as those of argon2's own hasher.
        let theirs = Argon2::default();
        theirs.verify_password(b"correct horse battery", &PasswordHash::new(&kept).unwrap()).unwrap();
        let salt = SaltString::generate(&mut OsRng);
        let theirs = theirs.hash_password(b"correct horse battery", &salt).unwrap().to_string();
        assert_eq!(verify(text("correct horse battery"), Some(theirs)).await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_should_be_replaced() {
        let weaker = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
        let kept =
            weaker.hash_password(b"correct horse battery", &SaltString::generate(&mut OsRng)).unwrap().to_string();
        assert_eq!(verify(text("correct horse battery"), Some(kept.clone())).await.unwrap(), Verdict::RightButOld);
        assert_eq!(verify(text("wrong"), Some(kept)).await.unwrap(), Verdict::Wrong);
        assert!(
            verify(text("x"), Some(text("$argon2id$v=19$m=4000000,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNo")))
                .await
                .is_err()
        );
    }

    #[tokio::test]
    async fn passwords_beyond_the_queue_are_refused_and_the_memory_is_reused() {
        let hashers = Hashers::start(1, 4);
        let (enter, entered) = std::sync::mpsc::channel();
        let (leave, left) = std::sync::mpsc::channel();
        let first = hashers.run(move |memory| {
            enter.send(()).unwrap();
            left.recv().unwrap();
            hash_now("a", memory).map(|_| memory.as_ptr() as usize)
        });
        let rest = || hashers.run(|memory| hash_now("b", memory).map(|_| memory.as_ptr() as usize));
        let all = async {
            // The thread has started on the first password before the others are queued.
            tokio::task::yield_now().await;
            entered.recv().unwrap();
            let waiting = (0..8).map(|_| rest()).collect::<Vec<_>>();
            tokio::join!(join_all(waiting), async { leave.send(()).unwrap() }).0
        };
        let (first, rest) = tokio::join!(first, all);
        let hashed: Vec<usize> = rest.iter().filter_map(|one| one.as_ref().ok().copied()).collect();
        let is_busy = |one: &&Result<usize, PasswordError>| matches!(one, Err(PasswordError::Busy));
        assert_eq!((hashed.len(), rest.iter().filter(is_busy).count()), (4, 4));
        assert!(hashed.iter().all(|place| *place == *first.as_ref().unwrap()), "one block of memory serves all");
    }

    #[test]
    fn the_longest_password_is_counted_in_characters() {
        assert!(!is_too_long(&"é".repeat(200)) && is_too_long(&"é".repeat(201)));
    }
}
