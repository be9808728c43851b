//! `bronwijzer serve`: pages, API and scheduled crawls in one process.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use bronwijzer_graphql::Operator;
use bronwijzer_graphql::mcp::Reachable;
use bronwijzer_index::community::member::Member;
use bronwijzer_index::{Catalogue, Contents, SAMPLE};
use bronwijzer_ui::{Renderer, Theme};
use poem::Server;
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::commands::request::{self, Host};
use crate::config::Config;
use crate::metrics::{Exporter, Gauges};
use crate::serving::admin::{self, Admin};
use crate::serving::background;
use crate::serving::connections::Bounded;
use crate::serving::control::{self, Control};
use crate::serving::job_book::{JobBook, show_crawls};
use crate::serving::mail::Mailer;
use crate::serving::sign_in::Authentication;
use crate::serving::{Clients, Pages, jobs, nodes, routes, service_manager, stop_signal};
use crate::{Ending, parts};

/// How many crawls of before the start are looked at for the last success of each forge.
const CRAWLS_BEFORE: usize = 50;

/// The stack of each thread, in bytes: a page's query goes down through as many frames as it has
/// levels, and those of a build without optimisation are large. What nobody uses takes no memory.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// How long open requests may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

pub(super) fn run(config: Config) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(&config)?;
    let operator = config.operator(&registry)?;
    config.check_providers()?;
    let theme = config.theme()?;
    // Before anything is counted.
    let exporter = match config.settings.admin_address.value {
        Some(_) => Some(Exporter::install()?),
        None => None,
    };
    let catalogue = parts::catalogue(&config, &registry)?;
    fill_if_empty(&catalogue)?;
    let moderators = &config.settings.moderators.value;
    let names = |member: &Member| moderators.name(member);
    catalogue.community().keep_moderators(&names)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()?;
    let background = background::runtime(STACK_BYTES)?;
    let jobs = jobs::Jobs {
        registry,
        config,
        catalogue: catalogue.clone(),
        book: JobBook::begin(),
        unfinished: AtomicBool::new(false),
    };
    runtime.block_on(serve(
        Arc::new(jobs),
        background.handle(),
        operator,
        theme,
        &catalogue,
        exporter,
    ))?;
    // Open reads and a crawl's last batch end before the backup is made.
    drop((runtime, background));
    if catalogue.is_shared() {
        // Other servers go on with the store.
        tracing::info!("stopped");
        return Ok(Ending::Complete);
    }
    let backup = catalogue.backup_of_now()?;
    tracing::info!(
        "stopped; the catalogue is backed up in {}",
        backup.display()
    );
    Ok(Ending::Complete)
}

/// The folder of rendered READMEs in that of the data. What is in it follows from the catalogue.
pub(super) const RENDERINGS: &str = "rendered";

/// Gives a newcomer something to see.
pub(super) fn fill_if_empty(catalogue: &Catalogue) -> anyhow::Result<()> {
    if catalogue.summary()?.contents == Contents::Empty {
        let report = catalogue.import(SAMPLE, Contents::Sample)?;
        tracing::info!(
            repositories = report.repositories,
            "the catalogue was empty and now holds the sample; the first crawl replaces it"
        );
    }
    Ok(())
}

async fn serve(
    jobs: Arc<jobs::Jobs>,
    background: &Handle,
    operator: Operator,
    theme: Option<Theme>,
    catalogue: &Catalogue,
    exporter: Option<Exporter>,
) -> anyhow::Result<()> {
    let config = &jobs.config;
    let listen = config.settings.listen.value;
    let acceptor = TcpListener::bind(listen)
        .into_acceptor()
        .await
        .with_context(|| {
            format!("can't listen on {listen}; set `listen` to a free address and port")
        })?;
    // Whoever reads the address may want to stop at once.
    let asked_to_stop = stop_signal();
    let addresses = acceptor.local_addr();
    let addresses = addresses
        .iter()
        .filter_map(|address| address.as_socket_addr());
    let addresses: Vec<SocketAddr> = addresses.copied().collect();
    let listens = addresses.first().copied().unwrap_or(listen);
    let site = config.sign_in_site(listens);
    let authentication = Authentication::new(config, site.clone(), catalogue.clone())?;
    let _control = {
        let _background = background.enter();
        answers_commands(config, catalogue, site.clone())
    };
    let mailer = Mailer::new(config, site, catalogue.clone())?.map(Arc::new);
    if config.settings.public_url.value.is_none() {
        tracing::warn!(
            "public_url is off: whole addresses in feeds, badges and files follow the Host of each \
             request, which anybody can write; set it to the site's address before others use it"
        );
    }
    let _admin = match (config.settings.admin_address.value, exporter) {
        (Some(address), Some(exporter)) => Some(watched(address, exporter, &jobs).await?),
        _ => None,
    };
    let mut out = std::io::stdout();
    for address in addresses {
        writeln!(out, "Bronwijzer is at http://{address}/")?;
    }
    out.flush()?;
    let _watchdog = service_manager::ready(&format!("http://{listens}/"));
    let stop = CancellationToken::new();
    let schedule = config.settings.schedule.value.clone();
    let public = config.settings.public_url.value.clone();
    let trusted = config.settings.trusted_proxies.value.clone();
    let has_token = config.has_token();
    // The last that the others have to know comes from the jobs.
    let jobs_ended = CancellationToken::new();
    let following = tokio::spawn(nodes::follow(catalogue.clone(), jobs_ended.clone()));
    let (leader, until) = (Arc::clone(&jobs), stop.clone());
    let background = background.clone();
    let leading = tokio::spawn(async move {
        let shared = leader.catalogue.clone();
        nodes::while_leading(shared, until, |held| {
            let jobs = Arc::clone(&leader).run(schedule.clone(), has_token, held.clone());
            let mailer = mailer.clone();
            // Ends them when it is dropped.
            let mut work = JoinSet::new();
            let jobs = async move {
                // A mail that is under way is noted already, and is not sent again.
                tokio::select! {
                    () = jobs => {}
                    () = post(mailer.as_deref()) => {}
                }
            };
            work.spawn_on(jobs, &background);
            async move {
                if let Some(Err(error)) = work.join_next().await {
                    tracing::error!("the jobs broke off: {error}");
                }
            }
        })
        .await;
    });
    let stopped = async move {
        asked_to_stop.await;
        tracing::info!("stopping");
        service_manager::stopping();
        stop.cancel();
    };
    let clients = Clients {
        trusted: trusted.clone(),
        rate_limit: config.settings.rate_limit.value,
        access_log: config.settings.access_log.value,
    };
    let limit = config.settings.max_connections.value;
    let renderings = config.settings.data_dir.value.join(RENDERINGS);
    Server::new_with_acceptor(Bounded::new(acceptor, limit, trusted))
        .run_with_graceful_shutdown(
            routes(
                catalogue,
                operator,
                &Reachable {
                    site: public,
                    listens: Some(listens.ip()).filter(|address| !address.is_unspecified()),
                    also: config.settings.allowed_hosts.value.names().to_vec(),
                },
                Pages {
                    theme,
                    readmes: Renderer::keeping_in(&renderings),
                },
                Arc::new(authentication),
                clients,
            ),
            stopped,
            Some(GRACE),
        )
        .await?;
    leading.await?;
    jobs_ended.cancel();
    following.await?;
    Ok(())
}

/// Sends mail where that is configured. Never comes back.
async fn post(mailer: Option<&Mailer>) {
    match mailer {
        Some(mailer) => mailer.run().await,
        None => std::future::pending().await,
    }
}

/// Answers those who watch over the server, with what is known of crawls of before its start.
async fn watched(
    address: SocketAddr,
    exporter: Exporter,
    jobs: &jobs::Jobs,
) -> anyhow::Result<Admin> {
    let catalogue = jobs.catalogue.clone();
    let runs = parts::blocking(&catalogue, |catalogue| {
        catalogue.crawl_runs(CRAWLS_BEFORE, None)
    });
    show_crawls(&runs.await?);
    let gauges = Gauges {
        data_dir: jobs.config.settings.data_dir.value.clone(),
        catalogue,
    };
    admin::serve(address, exporter, gauges, jobs.book.clone()).await
}

/// Does what commands ask while this server has the catalogue open, as long as the answer is
/// kept. Without it they have to wait until the server stops.
fn answers_commands(config: &Config, catalogue: &Catalogue, site: Option<Url>) -> Option<Control> {
    let catalogue = catalogue.clone();
    let data_dir = &config.settings.data_dir.value;
    let dir = data_dir.clone();
    let (backups, index_snapshots) = (config.backups.clone(), config.index_snapshots.clone());
    let served = control::serve(data_dir, move |request, session| {
        let host = Host {
            catalogue: catalogue.clone(),
            site: site.clone(),
            data_dir: dir.clone(),
            backups: backups.clone(),
            index_snapshots: index_snapshots.clone(),
            is_serving: true,
        };
        request::perform(host, request, session)
    });
    served
        .inspect_err(|error| {
            tracing::warn!(
                "commands such as `bronwijzer backup` can't be used while this server runs: the \
                 control socket in {} failed: {error}",
                data_dir.display()
            );
        })
        .ok()
}
