/** Key words that libpq reads from the environment; what they are called there. */
export const variables: Readonly<Record<string, string>> = {
  application_name: "PGAPPNAME",
  channel_binding: "PGCHANNELBINDING",
  connect_timeout: "PGCONNECT_TIMEOUT",
  gssencmode: "PGGSSENCMODE",
  gsslib: "PGGSSLIB",
  hostaddr: "PGHOSTADDR",
  krbsrvname: "PGKRBSRVNAME",
  options: "PGOPTIONS",
  passfile: "PGPASSFILE",
  require_auth: "PGREQUIREAUTH",
  requirepeer: "PGREQUIREPEER",
  ssl_max_protocol_version: "PGSSLMAXPROTOCOLVERSION",
  ssl_min_protocol_version: "PGSSLMINPROTOCOLVERSION",
  sslcert: "PGSSLCERT",
  sslcompression: "PGSSLCOMPRESSION",
  sslcrl: "PGSSLCRL",
  sslcrldir: "PGSSLCRLDIR",
  sslkey: "PGSSLKEY",
  sslmode: "PGSSLMODE",
  sslnegotiation: "PGSSLNEGOTIATION",
  sslrootcert: "PGSSLROOTCERT",
  sslsni: "PGSSLSNI",
  target_session_attrs: "PGTARGETSESSIONATTRS",
};
/** Key words that are no secret and have no variable: they are part of the connection string. */
export const words = /^(keepalives(_idle|_interval|_count)?|tcp_user_timeout)$/;
/** What object mappers write into the address for themselves. */
export const foreign = /^(schema|connection_limit|pool_timeout|statement_cache_size|uselibpqcompat|pgbouncer)$/;
