import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type Layout, textOf } from "../../../src/adapters/routers/nginx/layout.ts";
import type { Doorway, FrontProxy } from "./door.ts";

const configurationIn = (folder: string): string => join(folder, "nginx.conf");
const logIn = (folder: string): string => join(folder, "nginx.log");
const splitIn = (folder: string): string => join(folder, "nginx-split/quickstart.conf");

/** As `deploy-nginx.yml` has it. */
const layout: Layout = {
  mode: "split-clients",
  name: "quickstart",
  blue: "blue",
  green: "green",
  key: "$remote_addr",
  keepalive: 0,
  cookie: "visitor",
};

/** nginx with two upstreams, between which the visitors are split by one file. */
export const nginx: FrontProxy = {
  debianPackage: "nginx",
  furnish(doorway, program) {
    const { folder } = doorway;
    mkdirSync(join(folder, "nginx-split"));
    writeFileSync(splitIn(folder), textOf(layout, 0));
    writeFileSync(configurationIn(folder), nginxConfiguration(doorway));
    return {
      NGINX: program,
      NGINX_CONFIGURATION: configurationIn(folder),
      NGINX_LOG: logIn(folder),
      NGINX_SPLIT: splitIn(folder),
    };
  },
  words: (folder) => ["-e", logIn(folder), "-c", configurationIn(folder)],
  farewell: "SIGQUIT",
};

/** The whole configuration but for the split. */
export function nginxConfiguration({ folder, port, blue, green }: Doorway): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  // Root's workers would become somebody who may not look into the folder.
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}daemon off;
worker_processes 2;
worker_shutdown_timeout 8s;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
${temporary.map((name) => `    ${name}_temp_path ${folder}/nginx-${name};`).join("\n")}
    # A reload closes connections that are kept, whether or not the next request is on its way.
    keepalive_timeout 0;
    upstream blue { server 127.0.0.1:${blue} max_fails=0; }
    upstream green { server 127.0.0.1:${green} max_fails=0; }
    include ${splitIn(folder)};
    # What no release has said is told apart from a release's own failure.
    map "$status $upstream_http_x_commit" $door_error { "~^50[234] $" nginx; default ""; }
    server {
        listen 127.0.0.1:${port};
        location = /-/split { return 200 $quickstart_split; }
        location / {
            proxy_pass http://$quickstart_upstream;
            # A request is sent once: whatever a switch would break is seen.
            proxy_next_upstream off;
            proxy_set_header Host $http_host;
            add_header x-slot $quickstart_upstream always;
            add_header x-served-commit $upstream_http_x_commit always;
            proxy_hide_header x-door-error;
            add_header x-door-error $door_error always;
            add_header Set-Cookie $quickstart_cookie always;
        }
    }
}
`;
}
