const script = `
import inspect, json
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
connection = connections[ALIAS]
loader = MigrationLoader(connection)
graph, applied = loader.graph, loader.applied_migrations
recorded = set(MigrationRecorder(connection).applied_migrations())
plan = []
for leaf in graph.leaf_nodes():
    for key in graph.forwards_plan(leaf):
        if key not in plan:
            plan.append(key)
def own_parents(key):
    return sorted(p.key for p in graph.node_map[key].parents if p.key[0] == key[0])
def is_sql(operation):
    return operation.reduces_to_sql and all(is_sql(o) for o in getattr(operation, "database_operations", []))
def way_back(key):
    if [k for k in graph.backwards_plan(key) if k in applied] != [key]:
        return None
    for parent in own_parents(key):
        siblings = [c.key for c in graph.node_map[parent].children if c.key[0] == key[0] and c.key != key]
        if not any(s in applied for s in siblings):
            return parent[1]
    others = [k for k in plan if k[0] == key[0] and k != key and k in applied]
    return "zero" if not own_parents(key) and not others else None
told = []
for key in plan:
    migration = graph.nodes[key]
    operations = migration.operations
    told.append({
        "app": key[0], "name": key[1], "path": inspect.getfile(migration.__class__),
        "recorded": key in recorded, "settled": key in applied and key not in recorded,
        "replaces": [list(r) for r in migration.replaces if tuple(r) in recorded and tuple(r) not in plan],
        "sql": all(is_sql(o) for o in operations), "reversible": all(o.reversible for o in operations),
        "idle": bool(operations) and all(isinstance(o, RunPython) and o.reverse_code is RunPython.noop for o in operations),
        "back": way_back(key),
    })
settings = connection.settings_dict
print()
print("deploy-actions " + json.dumps({"host": str(settings.get("HOST") or ""), "port": str(settings.get("PORT") or ""),
    "database": str(settings.get("NAME") or ""), "plan": told}))
`;

/**
 * Run by `manage.py shell`: `showmigrations --plan` tells neither files nor what a squashed migration replaces, nor whether
 * there is a way back. It reads the history and changes nothing.
 */
export function lookingScript(alias: string): string {
  return script.replace("ALIAS", () => JSON.stringify(alias));
}
