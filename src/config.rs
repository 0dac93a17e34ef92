//! The command line and the environment: every setting is a flag and a variable of the same name.

use crate::access::{Role, Scope};
use crate::audience::AudienceMode;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::ids::LinkId;
use crate::public_url::PublicUrl;
use crate::reading::chosen::{ChosenColumn, Purpose};
use crate::reading::fields::DateOrder;
use crate::reading::{Chosen, ImportKind, encoding, separator};
use crate::sample::CUSTOMERS as SAMPLE_CUSTOMERS;
use crate::store::passes::SLICE;
use crate::store::{DatabaseOptions, DatabaseUrl, JOB_LOCK};
use crate::zone::Zone;
use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Customer groups for people who publish apps: segments and known user groups, on your own machine.
///
/// Without a command, engage serves its pages. The first start prints the address of a setup page.
#[derive(Debug, Parser)]
#[command(name = "engage", version, about, long_about)]
pub struct CommandLine {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The settings that every command shares.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Address and port to serve on; 0 as port takes a free one
    #[arg(long, env = "ENGAGE_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// Where browsers reach it, such as https://engage.example.org; https makes cookies secure
    #[arg(long, env = "ENGAGE_PUBLIC_URL", global = true)]
    pub public_url: Option<PublicUrl>,
    /// A further host that browsers may ask for, beside that of the public URL, localhost and addresses
    #[arg(long, env = "ENGAGE_ALLOWED_HOST", value_delimiter = ',', global = true)]
    pub allowed_host: Vec<String>,
    /// Network of a proxy in front, such as 10.0.0.0/8, that is believed when it says who asks; may be given several times
    #[arg(long, env = "ENGAGE_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = parse_network, global = true)]
    pub trusted_proxy: Vec<IpNet>,
    /// The header in which that proxy says who asks; only the one that it writes itself is safe
    #[arg(long, env = "ENGAGE_PROXY_HEADER", value_enum, default_value_t, global = true)]
    pub proxy_header: ProxyHeader,
    /// Connections at once from one address, or from one /64 of IPv6; those of trusted proxies are not counted
    #[arg(long, env = "ENGAGE_CONNECTIONS_PER_ADDRESS", default_value_t = 256, global = true)]
    pub connections_per_address: usize,
    /// Calls a second that a program may make with an API token in this process, and ten times as many at once after a pause; people's devices together as many from one network, a person a tenth
    #[arg(long, env = "ENGAGE_API_RATE", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..), global = true)]
    pub api_rate: u32,
    /// postgres://user:password@host/database, or the path of an SQLite file [default: engage.db in the data folder]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<DatabaseUrl>,
    /// Connections to the database for visitors; one in three is for what they save
    #[arg(long, env = "ENGAGE_CONNECTIONS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(2..=1000), global = true)]
    pub connections: u32,
    /// Further connections for what runs without a visitor, such as imports
    #[arg(long, env = "ENGAGE_JOB_CONNECTIONS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000), global = true)]
    pub job_connections: u32,
    /// Whether statements are prepared; off behind a pooler in transaction mode, such as pgbouncer
    #[arg(long, env = "ENGAGE_PREPARED_STATEMENTS", default_value_t = Switch::On, value_enum, global = true)]
    pub prepared_statements: Switch,
    /// Threads that answer requests; what waits for the database or counts has threads of its own
    #[arg(long, env = "ENGAGE_THREADS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256), global = true)]
    pub threads: u16,
    /// Folder for the SQLite database and for files being imported; made when absent
    #[arg(long, env = "ENGAGE_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
    /// The day that counts as today, such as 2018-01-01, to try data of the past [default: today in each publisher's time zone]
    #[arg(long, env = "ENGAGE_TODAY", value_parser = parse_day, global = true)]
    pub today: Option<Day>,
    /// Who answers rules: columns in memory, or the database where customers outgrow the memory of one machine
    #[arg(long, env = "ENGAGE_AUDIENCE", value_enum, default_value_t, global = true)]
    pub audience: AudienceMode,
    /// Memory that the columns of all apps may take together, in megabytes
    #[arg(long, env = "ENGAGE_MEMORY_LIMIT", default_value_t = 4096, global = true)]
    pub memory_limit: usize,
    /// Largest file that can be imported in the browser, in megabytes
    #[arg(long, env = "ENGAGE_UPLOAD_LIMIT", default_value_t = 2048, global = true)]
    pub upload_limit: u64,
    /// Room that the files of one publisher may take together while they wait to be imported, in megabytes
    #[arg(long, env = "ENGAGE_UPLOAD_QUOTA", default_value_t = 4096, global = true)]
    pub upload_quota: u64,
    /// Whether every request is logged in a line of its own, with its route and without its query
    #[arg(long, env = "ENGAGE_ACCESS_LOG", default_value_t = Switch::On, value_enum, global = true)]
    pub access_log: Switch,
    /// What programs on other machines say to read /metrics: Authorization: Bearer <token>
    #[arg(long, env = "ENGAGE_METRICS_TOKEN", hide_env_values = true, global = true)]
    pub metrics_token: Option<String>,
    /// Network, such as 10.1.0.0/16, that webhooks may be posted to although it is not public, also without TLS; may be given several times
    #[arg(long, env = "ENGAGE_WEBHOOK_NETWORKS", value_name = "CIDR", value_delimiter = ',', value_parser = parse_network, global = true)]
    pub webhook_networks: Vec<IpNet>,
    /// Host of a push service, such as 127.0.0.1:9090, or 127.0.0.1 for all its ports, that messages may be sent to although it is not public, also without TLS; may be given several times
    #[arg(long, env = "ENGAGE_PUSH_HOSTS", value_name = "HOST[:PORT]", value_delimiter = ',', global = true)]
    pub push_hosts: Vec<String>,
    /// Seconds after which nobody knows what became of a message to a push service whose program has ended. Tests make it short.
    #[arg(long, env = "ENGAGE_PUSH_LEASE", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=600), hide = true, global = true)]
    pub push_lease: u32,
    /// Jobs, such as imports, that this program works on at once
    #[arg(long, env = "ENGAGE_JOB_WORKERS", default_value_t = 2, global = true)]
    pub job_workers: usize,
    /// Milliseconds that jobs wait for a lock of the database before they try again later. Tests make it short.
    #[arg(long, env = "ENGAGE_JOB_LOCK_TIMEOUT", default_value_t = JOB_LOCK, hide = true, global = true)]
    pub job_lock_timeout: u32,
    /// Positions that a pass over an app's profiles writes in one transaction. Tests make it small.
    #[arg(long, env = "ENGAGE_SLICE", default_value_t = SLICE, value_parser = clap::value_parser!(i32).range(1..), hide = true, global = true)]
    pub slice: i32,
}

/// The header in which a proxy says who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProxyHeader {
    /// X-Forwarded-For: address, address
    #[default]
    XForwardedFor,
    /// Forwarded: for=address (RFC 7239)
    Forwarded,
}

/// A setting that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// How a file is read, as far as it is not found.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ReadingOptions {
    /// What a column is used for, such as --map "Customer=account-id" or --map "Note=ignore"; without it, as was chosen
    /// for the last file with the same columns, or as the names say
    #[arg(long = "map", value_name = "COLUMN=USE")]
    pub columns: Vec<String>,
    /// A column whose empty cells take back what is known
    #[arg(long = "clear", value_name = "COLUMN")]
    pub clearing: Vec<String>,
    /// What comes first in dates such as 01/02/2026
    #[arg(long, value_parser = parse_date_order, value_name = "day-first|month-first")]
    pub dates: Option<DateOrder>,
    /// The zone of times that do not say theirs, such as Europe/Paris; without it, as was chosen for the last file with the
    /// same columns, or that of the settings
    #[arg(long, value_parser = parse_zone, value_name = "ZONE")]
    pub time_zone: Option<Zone>,
    /// The encoding, such as windows-1252 or cp850
    #[arg(long, value_parser = parse_encoding)]
    pub encoding: Option<String>,
    /// What separates cells: a comma, a semicolon, a bar, or the word tab
    #[arg(long, value_parser = parse_separator)]
    pub separator: Option<char>,
    /// The number of the line with the names of the columns
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub header_line: Option<u64>,
}

impl ReadingOptions {
    /// The choices for a file of this kind, or a sentence about what is wrong.
    pub fn chosen(&self, kind: ImportKind) -> Result<Chosen, String> {
        let columns = self.columns.iter().map(|text| {
            let (header, word) = text.rsplit_once('=').unwrap_or((text, ""));
            let uses = || Purpose::all(kind).map(Purpose::word).collect::<Vec<_>>().join(", ");
            let purpose = Purpose::from_word(kind, word.trim());
            let purpose = purpose.ok_or_else(|| format!("{text} says no use of a column; it can be {}", uses()))?;
            let (header, clears) = (header.trim().to_owned(), self.clearing.iter().any(|name| name == header.trim()));
            Ok(ChosenColumn { header, purpose: Some(purpose), date_order: None, decimal_mark: None, clears })
        });
        let mut columns = columns.collect::<Result<Vec<_>, String>>()?;
        for header in &self.clearing {
            if !columns.iter().any(|column| column.header == *header) {
                columns.push(ChosenColumn {
                    header: header.clone(),
                    purpose: None,
                    date_order: None,
                    decimal_mark: None,
                    clears: true,
                });
            }
        }
        Ok(Chosen {
            encoding: self.encoding.clone(),
            separator: self.separator,
            header_line: self.header_line,
            date_order: self.dates,
            time_zone: self.time_zone,
            columns,
        })
    }
}

/// What a token may do, as it is typed.
fn scope(word: &str) -> Result<Scope, String> {
    Scope::from_word(word.trim()).ok_or_else(|| format!("it is one of {}", Scope::WORDS.join(", ")))
}

/// What engage does other than serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Work with publishers
    #[command(subcommand)]
    Publisher(PublisherCommand),
    /// Work with customers
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// Work with the tokens with which programs call
    #[command(subcommand)]
    Token(TokenCommand),
    /// Take a .csv file into an app: customers, purchases, usage, ratings or consents
    Import {
        /// The name of the app
        #[arg(long)]
        app: String,
        /// What its lines are: customers, purchases, usage, ratings or consents
        #[arg(long, value_parser = parse_kind)]
        kind: ImportKind,
        #[command(flatten)]
        reading: ReadingOptions,
        /// Say what the import would do, and write nothing
        #[arg(long)]
        dry_run: bool,
        file: PathBuf,
    },
    /// Copy the SQLite database into a file, also while engage serves
    Backup { file: PathBuf },
    /// Put a backup in the place of the SQLite database, while engage does not serve
    Restore { file: PathBuf },
    /// Work with users
    #[command(subcommand)]
    User(UserCommand),
    /// Work with churn models
    #[command(subcommand)]
    Churn(ChurnCommand),
    /// Make a sample app, full of made-up customers
    Sample {
        /// How many customers it has
        #[arg(long, default_value_t = SAMPLE_CUSTOMERS, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
        customers: u32,
        /// The e-mail address of a user of the publisher whose app it is to be, where there is more than one publisher
        #[arg(long, value_parser = parse_address)]
        owner: Option<EmailAddress>,
    },
}

#[derive(Debug, Subcommand)]
pub enum ChurnCommand {
    /// Fit the BG/NBD model to a summary and print its parameters
    Fit {
        /// A .csv file with the columns frequency, recency and T
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Print a one-time link, good for an hour, with which the user chooses a new password
    ResetPassword {
        /// The e-mail address that the user signs in with
        #[arg(value_parser = parse_address)]
        address: EmailAddress,
    },
    /// Print a one-time link, good for three days, with which somebody joins a publisher's team
    Invite {
        /// The number of the publisher, as engage publisher list shows it, or its name
        #[arg(long)]
        publisher: String,
        /// What the person may do: viewer, editor or owner
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// The e-mail address that the person will sign in with
        #[arg(value_parser = parse_address)]
        address: EmailAddress,
    },
    /// Sign a user out everywhere, and refuse that the user signs in
    Disable {
        /// The e-mail address that the user signs in with
        #[arg(value_parser = parse_address)]
        address: EmailAddress,
    },
    /// Switch two-step sign-in off for a user who has lost the phone and the recovery codes
    ResetTwoStep {
        /// The e-mail address that the user signs in with
        #[arg(value_parser = parse_address)]
        address: EmailAddress,
    },
    /// Let a disabled user sign in again
    Enable {
        /// The e-mail address that the user signs in with
        #[arg(value_parser = parse_address)]
        address: EmailAddress,
    },
}

#[derive(Debug, Subcommand)]
pub enum CustomerCommand {
    /// Allow files to add a person again who was erased
    Readmit {
        /// The number of the publisher that erased the person, as engage publisher list shows it, or its name
        #[arg(long)]
        publisher: String,
        /// The account id or the e-mail address that the person had
        person: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Create an API token and print it, this once
    Create {
        /// The number of the publisher, as engage publisher list shows it, or its name; needed if there are several
        #[arg(long)]
        publisher: Option<String>,
        /// Which program calls with it
        #[arg(long)]
        name: String,
        // Without a comment of documentation, which cannot list what there is.
        #[arg(long, value_delimiter = ',', default_value = "read", value_parser = scope,
            help = format!("What it may do: {}; several are separated by commas", Scope::WORDS.join(", ")))]
        scope: Vec<Scope>,
        /// After how many days it expires; without it, never
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3_650))]
        days: Option<u32>,
    },
}

#[derive(Debug, Subcommand)]
pub enum PublisherCommand {
    /// Make a further publisher and print the one-time link that sets it up
    Add,
    /// List the publishers, who signs in for each, and the setup links that are open
    List,
    /// End a setup link before anybody uses it
    RevokeLink {
        /// The number of the link, as the list shows it
        link: LinkId,
    },
}

impl Options {
    /// Where the database is: the one given, or an SQLite file in the data folder.
    pub fn database_url(&self) -> DatabaseUrl {
        let file = || DatabaseUrl::new(self.data_dir.join("engage.db").to_string_lossy());
        self.database_url.clone().unwrap_or_else(file)
    }

    /// How the database is reached.
    pub fn database(&self) -> DatabaseOptions {
        DatabaseOptions {
            url: self.database_url(),
            connections: self.connections,
            job_connections: self.job_connections,
            job_lock: self.job_lock_timeout,
            keeps_session: self.prepared_statements == Switch::On,
        }
    }

    /// Where browsers reach the program that listens on `address`, without a slash at the end.
    pub fn base_url(&self, address: SocketAddr) -> String {
        self.public_url.as_ref().map_or_else(|| format!("http://{address}"), PublicUrl::to_string)
    }

    /// Whether browsers come over TLS, so that cookies must not travel without it.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_secure)
    }

    /// The name of a cookie. With TLS it keeps other hosts of the same domain from setting it; without, it names the port,
    /// since a browser sends the cookies of a host to all its ports.
    pub fn cookie_name(&self, name: &str) -> String {
        let port = self.public_url.as_ref().map_or(Some(self.listen.port()), PublicUrl::port);
        match port.filter(|port| *port > 0) {
            _ if self.is_secure() => format!("__Host-{name}"),
            Some(port) => format!("{name}-{port}"),
            None => name.to_owned(),
        }
    }

    /// Whether passwords would travel in the clear to machines other than this one.
    pub fn is_exposed(&self) -> bool {
        !self.listen.ip().is_loopback() && !self.is_secure()
    }
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| one()).map_err(|_| format!("{text} is not a network; write it as 10.0.0.0/8"))
}

fn parse_date_order(text: &str) -> Result<DateOrder, String> {
    DateOrder::from_word(text).ok_or_else(|| format!("{text} is neither day-first nor month-first"))
}

fn parse_zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).ok_or_else(|| format!("{text} is no time zone; write it as Europe/Paris"))
}

fn parse_encoding(text: &str) -> Result<String, String> {
    encoding::named(text).map(|_| text.to_owned()).ok_or_else(|| format!("{text} is no encoding that is known here"))
}

fn parse_separator(text: &str) -> Result<char, String> {
    let sign = if text == "tab" { Some('\t') } else { text.parse().ok() };
    let known = sign.filter(|sign| separator::known(*sign).is_some());
    known.ok_or_else(|| format!("{text} is no separator; it can be , ; | or tab"))
}

fn parse_kind(text: &str) -> Result<ImportKind, String> {
    ImportKind::from_word(text).ok_or_else(|| format!("{text} is none of {}", ImportKind::WORDS.join(", ")))
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::from_word(text).ok_or_else(|| format!("{text} is none of viewer, editor, owner"))
}

fn parse_address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|_| format!("{text} is not an e-mail address"))
}

fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is not a day; write it as 2018-01-31"))
}
