//! Starts the program: opens the database, builds the app and serves it. Tests build the same app.

use crate::accounts::sealed::Seal;
use crate::accounts::team::TeamError;
use crate::accounts::{Guesses, setup};
use crate::api;
use crate::backup::BackupError;
use crate::browsers;
use crate::churn::{FitError, SummaryError};
use crate::clock::Clock;
use crate::columns::{Audiences, ColumnFiles};
use crate::config::Options;
use crate::devcenter;
use crate::identity::rates::Rates;
use crate::ids::LinkId;
use crate::imports::ImportError;
use crate::metrics::Metrics;
use crate::notifications::send::PushPoster;
use crate::ofrep;
use crate::push::tokens::PushTokens;
use crate::state::State;
use crate::store::{Database, Lock, StoreError, secrets, suppressions};
use crate::token::hex;
use crate::tokens::TokenError;
use crate::updates;
use crate::web;
use crate::web::connections::{self, Connections};
use crate::web::device::Devices;
use crate::web::error::{error_pages, keep_navigation};
use crate::web::flash::{FlashCookies, carry_messages};
use crate::web::host::{KnownHosts, known_host};
use crate::web::observe::observe;
use crate::web::security::{headers, same_site};
use crate::web::session::{self, Sessions};
use crate::web::unread::hold_body;
use crate::webhooks::post::Poster;
use actix_session::SessionMiddleware;
use actix_session::config::{PersistentSession, TtlExtensionPolicy};
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::scope;
use actix_web::{App, HttpServer};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

/// How long requests under way may take after the program was asked to stop, in seconds. Kubernetes kills a program
/// after 30; what is left is for jobs to give up their leases.
const SECONDS_TO_FINISH: u64 = 20;

/// Why the program could not start or a command failed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{path}: {error}")]
    Folder { path: String, error: io::Error },
    #[error("cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("no publisher has an app called {0}: add it in the browser first")]
    NoApp(String),
    #[error("more than one publisher has an app called {0}")]
    SeveralApps(String),
    #[error("nobody has set Engage up yet: do that in the browser first")]
    NoPublisher,
    #[error("there is more than one publisher: say whose app it is to be with --owner")]
    SeveralPublishers,
    #[error("there is more than one publisher: say which with --publisher")]
    WhosePublisher,
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("there is no open setup link {0}: engage publisher list shows those that are open")]
    NoLink(LinkId),
    #[error("no user signs in with {0}")]
    NoUser(String),
    #[error(transparent)]
    Team(#[from] TeamError),
    #[error("there is no one publisher {0}: engage publisher list shows the numbers and the names")]
    NoSuchPublisher(String),
    #[error("{publisher} has erased nobody with the account id or e-mail address {person}")]
    NobodyErased { publisher: String, person: String },
    #[error("{0}")]
    Map(String),
    #[error(transparent)]
    Summary(#[from] SummaryError),
    #[error(transparent)]
    Fit(#[from] FitError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Serves until stopped, then finishes the requests and the steps of jobs under way.
pub async fn serve(options: Options) -> Result<(), StartError> {
    let state = open(&options)?;
    let address = options.listen;
    let listener = TcpListener::bind(address).map_err(|error| StartError::Listen { address, error })?;
    if options.is_exposed() {
        log::warn!("it listens to other machines without TLS: put it behind a proxy, and say --public-url https://…");
    }
    let base_url = options.base_url(listener.local_addr()?);
    match setup::first_link(&state)? {
        Some(token) => {
            let path = web::accounts::setup_path(&token);
            println!("Welcome to Engage. Set it up here, once:\n\n    {base_url}{path}\n");
        }
        None => println!("Engage is at {base_url}/"),
    }
    let worker = crate::jobs::start(state.clone());
    run(listener, state)?.await?;
    worker.stop().await;
    Ok(())
}

/// The shared state of a program with these options. Creates the data folder, and opens and migrates the database.
pub fn open(options: &Options) -> Result<State, StartError> {
    choose_tls();
    create_data_folder(options)?;
    let database = Database::open(&options.database())?;
    let clock = Clock::new(options.today);
    let (identity, guesses, seal, push_tokens) = database.write_holding_now(Lock::Setup, |connection| {
        let random = || hex(&rand::random::<[u8; 16]>());
        let identity = secrets::find_or_create(connection, "database", random)?;
        let guesses = secrets::find_or_create(connection, "guesses", random)?;
        secrets::find_or_create(connection, suppressions::SECRET, random)?;
        let push_tokens = secrets::find_or_create(connection, "push-tokens", random)?;
        Ok((identity, guesses, secrets::find_or_create(connection, "seal", random)?, push_tokens))
    })?;
    let identity = identity.into_bytes().try_into().unwrap_or([0; 32]);
    let files = ColumnFiles::new(options.data_dir.join("columns"), identity);
    Ok(State {
        audiences: Audiences::new(database.clone(), clock.clone(), options.audience, files, options.memory_limit << 20),
        database,
        clock,
        options: options.clone(),
        seal: Seal::new(&seal),
        push_tokens: PushTokens::new(&push_tokens),
        guesses: Arc::new(Guesses::new(guesses)),
        uploads: Arc::default(),
        programs: Arc::default(),
        people: Arc::new(Rates::new(options.api_rate)),
        entries: Arc::default(),
        buckets: Arc::default(),
        reaches: Arc::default(),
        metrics: Metrics::default(),
        new_job: Arc::default(),
        new_message: Arc::default(),
        new_notification: Arc::default(),
        push_poster: Arc::new(PushPoster::new(&options.push_hosts)),
        poster: Arc::new(Poster::new(options.webhook_networks.clone())),
    })
}

/// Chooses what TLS is done with, for everything in this program that connects to others; the first choice stays.
pub fn choose_tls() {
    // An error says that it was chosen before.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Denies other users of the machine access to the files and folders that the program creates from now on.
pub fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Creates the data folder.
pub fn create_data_folder(options: &Options) -> Result<(), StartError> {
    let path = &options.data_dir;
    private_folder(path).map_err(|error| StartError::Folder { path: path.display().to_string(), error })
}

/// Creates the folder, readable by this user only. An existing folder is not changed, with a warning if others can
/// read it.
fn private_folder(path: &Path) -> io::Result<()> {
    let is_new = !path.exists();
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if is_new {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        } else if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            let path = path.display();
            log::warn!("others on this machine can look into {path}, where customers' data is: chmod 700 {path}");
        }
    }
    Ok(())
}

/// The server on `listener`. It runs when awaited.
pub fn run(listener: TcpListener, state: State) -> Result<Server, StartError> {
    let secret = state.database.write_holding_now(Lock::Setup, |connection| {
        secrets::find_or_create(connection, "session-cookies", || hex(&rand::random::<[u8; 64]>()))
    })?;
    let key = Key::derive_from(secret.as_bytes());
    let (routes, threads) = (web::routes(), usize::from(state.options.threads));
    let flash = actix_web::web::Data::new(FlashCookies::new(key.clone(), &state.options));
    let devices = actix_web::web::Data::new(Devices::new(key.clone(), state.options.is_secure()));
    let options = &state.options;
    let hosts = actix_web::web::Data::new(KnownHosts::new(options));
    let counted = Connections::new(options.connections_per_address, options.trusted_proxy.clone());
    let sessions = Sessions::new(state.database.clone(), state.clock.clone());
    actix_web::rt::spawn(sessions.clone().write_seen());
    let waiting = ofrep::Waiting::default();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(devices.clone())
            .app_data(flash.clone())
            .app_data(hosts.clone())
            .app_data(actix_web::web::Data::new(state.clone()))
            .service(api::routes())
            .service(api::devcenter::routes())
            .service(updates::routes())
            .service(ofrep::routes(waiting.clone()))
            .service(devcenter::offer_routes())
            .service(browsers::routes())
            .service(
                scope("")
                    .configure(routes.clone())
                    .wrap(from_fn(keep_navigation))
                    .wrap(from_fn(carry_messages))
                    .wrap(session_middleware(&state, sessions.clone(), key.clone()))
                    .wrap(from_fn(same_site))
                    .wrap(from_fn(known_host))
                    .wrap(from_fn(error_pages)),
            )
            .wrap(from_fn(headers))
            .wrap(Compress::default())
            .wrap(from_fn(observe))
            .wrap(from_fn(hold_body))
    });
    // Without it, the second part of a response waits until the client has acknowledged the first.
    let server = server.tcp_nodelay(true);
    let most = usize::try_from(connections::most()).unwrap_or(usize::MAX).div_ceil(threads);
    let server = server.on_connect(move |stream, data| counted.opened(stream, data)).max_connections(most);
    Ok(server.workers(threads).shutdown_timeout(SECONDS_TO_FINISH).listen(listener)?.run())
}

fn session_middleware(state: &State, sessions: Sessions, key: Key) -> SessionMiddleware<Sessions> {
    let lifecycle = PersistentSession::default()
        .session_ttl(session::LONGEST)
        .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges);
    SessionMiddleware::builder(sessions, key)
        .cookie_name(state.options.cookie_name("engage"))
        .cookie_secure(state.options.is_secure())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .session_lifecycle(lifecycle)
        .build()
}
