//! Why a database cannot be reached, in words without its password.

use super::address::DatabaseUrl;
use super::error::StoreError;
use diesel::ConnectionError;

/// Why the database cannot be reached, without the password in the address.
pub(super) fn reason(url: &DatabaseUrl, error: &ConnectionError) -> String {
    let reason = url.redacted(error.to_string().trim());
    if reason.contains("certificate verify failed") {
        return format!("{reason}: the server's certificate is not of an authority in sslrootcert, or has run out");
    }
    reason
}

/// [`reason`] as a [`StoreError`]: an outage if waiting may help.
pub fn unreachable(url: &DatabaseUrl, error: &ConnectionError) -> StoreError {
    let reason = reason(url, error);
    // A wrong address, a wrong password and an unexpected server stay wrong however long one waits.
    let is_final = [
        "authentication failed",
        "does not exist",
        "invalid",
        "no password",
        "missing \"=\"",
        "no pg_hba.conf entry",
        "certificate verify failed",
        "does not match host name",
        "does not support SSL",
        "weak sslmode",
    ];
    if is_final.iter().any(|word| reason.contains(word)) {
        return StoreError::Unusable(format!("the database cannot be reached: {reason}"));
    }
    StoreError::Outage(reason)
}
