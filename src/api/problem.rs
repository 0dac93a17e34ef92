//! The errors of calls, as RFC 9457 has them: never HTML, whatever went wrong.

use crate::access::Forbidden;
use crate::groups::archive::ArchiveError;
use crate::groups::members::MembersError;
use crate::groups::{Field, FieldError, Refusal};
use crate::locale::Locale;
use crate::store::StoreError;
use crate::tokens::BearerError;
use crate::web::error::PageError;
use crate::web::groups::errors::text;
use crate::words;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;
use serde::Serialize;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};
use utoipa::ToSchema;

/// Where a page explains each kind of problem.
pub const EXPLAINED_AT: &str = "/programs/problems";

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// How long a program should wait before it calls a busy server again, in seconds.
const BUSY_SECONDS: u64 = 5;

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    Unreadable,
    Unauthorized,
    OutOfScope,
    NotFound,
    WrongMethod,
    NotAcceptable,
    Conflict,
    ChangedMeanwhile,
    TooLarge,
    WrongType,
    Invalid,
    VersionMissing,
    TooManyCalls,
    Internal,
    Unavailable,
    Full,
    NotEligible,
    AlreadyClaimed,
    Exhausted,
    Ended,
    OrderUsed,
    ApprovalNeeded,
}

words!(Kind);

impl Kind {
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::OutOfScope => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Conflict => StatusCode::CONFLICT,
            Self::ChangedMeanwhile => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyCalls => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotEligible => StatusCode::FORBIDDEN,
            Self::AlreadyClaimed | Self::Exhausted | Self::OrderUsed | Self::ApprovalNeeded => StatusCode::CONFLICT,
            Self::Ended => StatusCode::GONE,
        }
    }

    /// The kind of problem of a response with this status.
    fn of(status: StatusCode) -> Self {
        let same = |kind: &&Self| kind.status() == status;
        let fallback = if status.is_server_error() { Self::Internal } else { Self::Unreadable };
        Self::ALL.iter().find(same).copied().unwrap_or(fallback)
    }

    /// The title, which is the same for every problem of the kind.
    pub fn title(self, locale: Locale) -> String {
        locale.text(&format!("problem-{}", self.word()))
    }
}

/// A value of a call that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WrongValue {
    /// Where the value is in the body, as a JSON pointer of RFC 6901.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The parameter of the path or the query that has the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong, and what to do.
    pub detail: String,
}

impl WrongValue {
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), parameter: None, detail: detail.into() }
    }

    pub fn of(parameter: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(parameter.into()), detail: detail.into() }
    }
}

/// Why a call failed.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: Option<String>,
    errors: Vec<WrongValue>,
    page: Option<String>,
    wait: Option<Duration>,
    fault: Option<anyhow::Error>,
}

/// A problem as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// The page that explains this kind of problem.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Each value that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongValue>,
    /// The page where a person does what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

impl Problem {
    pub const fn new(kind: Kind) -> Self {
        Self { kind, detail: None, errors: Vec::new(), page: None, wait: None, fault: None }
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence about this occurrence.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Of something that passes soon.
    pub fn busy() -> Self {
        Self { wait: Some(Duration::from_secs(BUSY_SECONDS)), ..Self::new(Kind::Unavailable) }
    }

    /// Of calls that come too fast.
    pub fn too_many(wait: Duration) -> Self {
        Self { wait: Some(wait), ..Self::new(Kind::TooManyCalls) }
    }

    /// With a sentence about this occurrence.
    pub fn because(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// With the page where a person does what is missing.
    pub fn done_on(self, page: impl Into<String>) -> Self {
        Self { page: Some(page.into()), ..self }
    }

    /// Of values that are wrong.
    pub fn invalid(errors: Vec<WrongValue>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid) }
    }

    /// Of names that others have.
    pub fn conflict(errors: Vec<WrongValue>) -> Self {
        Self { errors, ..Self::new(Kind::Conflict) }
    }

    fn fault(error: anyhow::Error) -> Self {
        Self { fault: Some(error), ..Self::new(Kind::Internal) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Some(fault) => write!(formatter, "{}: {fault:#}", self.kind.word()),
            None => formatter.write_str(self.kind.word()),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind.status());
        response.insert_header((header::CONTENT_TYPE, MEDIA_TYPE));
        if let Some(wait) = self.wait {
            response.insert_header((header::RETRY_AFTER, wait.as_secs() + 1));
        }
        if self.kind == Kind::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"Engage\""));
        }
        let body = ProblemBody {
            kind: format!("{EXPLAINED_AT}#{}", self.kind.word()),
            title: self.kind.title(Locale::En),
            status: self.kind.status().as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            page: self.page.clone(),
        };
        // A struct of texts and numbers always becomes JSON.
        response.body(serde_json::to_string(&body).unwrap_or_default())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_not_found() => Self::new(Kind::NotFound),
            error if error.is_full() => Self::new(Kind::Full),
            error if error.is_passing() => Self::busy(),
            error => Self::fault(error.into()),
        }
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::fault(error)
    }
}

impl From<BearerError> for Problem {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::Missing => Self::new(Kind::Unauthorized).because("Send a token: Authorization: Bearer engs_…"),
            BearerError::Malformed => Self::new(Kind::Unauthorized)
                .because("This is no token of Engage. A token starts with engs_ and has 51 characters."),
            BearerError::Invalid => {
                Self::new(Kind::Unauthorized).because("The token is unknown, has expired or was revoked.")
            }
            BearerError::Scope(scope) => {
                Self::new(Kind::OutOfScope).because(format!("The token lacks the scope {}.", scope.word()))
            }
            BearerError::TooMany { wait } => Self::too_many(wait),
            BearerError::Store(error) => error.into(),
        }
    }
}

impl From<Forbidden> for Problem {
    fn from(_: Forbidden) -> Self {
        Self::new(Kind::OutOfScope)
    }
}

impl From<MembersError> for Problem {
    fn from(error: MembersError) -> Self {
        match error {
            MembersError::Hidden => Self::new(Kind::OutOfScope)
                .because("The segment is small: who is in it is answered to tokens with the scope members."),
            MembersError::Store(error) => error.into(),
            error => Self::fault(error.into()),
        }
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Store(error) => error.into(),
            ArchiveError::InUse { running, .. } => {
                let names: Vec<String> = running.iter().map(|one| format!("{} ({})", one.name, one.path)).collect();
                Self::new(Kind::Conflict).because(format!("The group is in use: {}.", names.join(", ")))
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Fields(errors) => of_fields(&errors),
        }
    }
}

/// The problem of a group's fields.
pub fn of_fields(errors: &[FieldError]) -> Problem {
    use crate::groups::Reason;
    if errors.iter().any(|error| matches!(error.reason, Reason::ChangedMeanwhile { .. })) {
        return Problem::new(Kind::ChangedMeanwhile);
    }
    let wrong = |FieldError { field, reason }: &FieldError| {
        let pointer = match field {
            Field::Name => "/name",
            Field::App => "/app",
            Field::Rule | Field::Member(_) => "/rule",
            Field::Addresses => "/people",
            Field::Consent => "/consent",
            Field::Description => "/description",
            Field::Tags => "/tags",
            Field::Owner => "/owner",
        };
        WrongValue::at(pointer, text(reason, Locale::En))
    };
    let kind =
        if errors.iter().all(|error| error.reason == Reason::NameTaken) { Kind::Conflict } else { Kind::Invalid };
    Problem { errors: errors.iter().map(wrong).collect(), ..Problem::new(kind) }
}

impl From<PageError> for Problem {
    /// For what pages and calls check alike, such as the limits of bodies.
    fn from(error: PageError) -> Self {
        match error {
            PageError::Store(error) => error.into(),
            PageError::Fault(error) => Self::fault(error),
            PageError::Packed => Self::new(Kind::WrongType).because("Bodies are not to be compressed."),
            error => Self::new(Kind::of(error.status_code())),
        }
    }
}

/// Makes a problem of every error that is none yet, and logs faults.
pub async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // The program's panic hook logs a panic where it happens.
    let response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Err(_) => return Err(Problem::new(Kind::Internal).into()),
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => {
            let status = error.as_response_error().status_code();
            log::error!("a call failed before its answer: {error}");
            let response = Problem::new(Kind::of(status)).error_response();
            return Err(InternalError::from_response(error, response).into());
        }
    };
    if let Some(error) = response.response().error().and_then(|error| error.as_error::<Problem>())
        && error.fault.is_some()
    {
        log::error!("{}: {error}", crate::web::observe::described(response.request()));
    }
    let status = response.status();
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == MEDIA_TYPE.as_bytes());
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let mut answer = Problem::new(Kind::of(status)).error_response();
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    Ok(response.into_response(answer))
}
