// Runs on any Node that npm may find, so it uses nothing new. npm puts node_modules/.bin first: with the package
// `node` in place this is Node 24, and without its install script it silently is the system's.
const wanted = 24;
const major = Number(process.versions.node.split(".")[0]);

if (major < wanted) {
  console.error(
    [
      `This is Node ${process.versions.node} (${process.execPath}); deploy-actions needs Node ${wanted} or newer.`,
      "Its own Node comes with the development dependencies, through an install script:",
      "  npm ci              (without --ignore-scripts)",
      "  npm rebuild node    (where scripts were switched off)",
      "Then start this again with `npm run`, which finds that Node by itself.",
    ].join("\n"),
  );
  process.exit(1);
}
