//! Passwords: argon2id, off the threads that answer requests, and few at once so that many sign-ins cannot eat the memory.

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{Error, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Shortest and longest password, in characters.
pub const SHORTEST: u64 = 12;
pub const LONGEST: u64 = 200;

/// Hashings at once; each takes 19 MiB for some 20 milliseconds.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A hash of a password that nobody has, checked when there is no such user, so that the time does not tell.
static NOBODY: LazyLock<Result<String, Error>> = LazyLock::new(|| hash_now(&rand::random::<u128>().to_string()));

/// The hash to keep of `password`.
pub async fn hash(password: String) -> Result<String, anyhow::Error> {
    let _turn = TURNS.acquire().await?;
    let hashed = tokio::task::spawn_blocking(move || hash_now(&password)).await?;
    hashed.map_err(|error| anyhow::anyhow!("a password could not be hashed: {error}"))
}

/// Whether `password` is the one that was hashed. Without a hash the answer is no, after the same work.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, anyhow::Error> {
    let _turn = TURNS.acquire().await?;
    let verified = tokio::task::spawn_blocking(move || match (hash, NOBODY.as_ref()) {
        (Some(hash), _) => verify_now(&password, &hash),
        (None, Ok(nobody)) => verify_now(&password, nobody).map(|_| false),
        (None, Err(error)) => Err(*error),
    });
    verified.await?.map_err(|error| anyhow::anyhow!("a password could not be checked: {error}"))
}

/// The parameters that OWASP's password storage cheat sheet gives for argon2id: 19 MiB, 2 passes, 1 lane.
fn argon2id() -> Result<Argon2<'static>, Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None)?))
}

fn hash_now(password: &str) -> Result<String, Error> {
    Ok(argon2id()?.hash_password(password.as_bytes(), &SaltString::generate(&mut OsRng))?.to_string())
}

fn verify_now(password: &str, hash: &str) -> Result<bool, Error> {
    match argon2id()?.verify_password(password.as_bytes(), &PasswordHash::new(hash)?) {
        Ok(()) => Ok(true),
        Err(Error::Password) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_verified() {
        let kept = hash(String::from("correct horse battery")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(String::from("correct horse battery"), Some(kept.clone())).await.unwrap());
        assert!(!verify(String::from("correct horse batterz"), Some(kept)).await.unwrap());
        assert!(!verify(String::from("correct horse battery"), None).await.unwrap());
    }
}
