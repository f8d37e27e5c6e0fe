import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../../../src/contract/code/read.ts';
import { compareRoutes } from '../../../src/contract/extra/route-sets.ts';
import type { Exchange } from '../../../src/contract/run/send.ts';

const read = (files: Readonly<Record<string, string>>) =>
  codeOf(Object.entries(files).map(([file, text]) => ({ file, text })));

const lines = (files: Readonly<Record<string, string>>): readonly string[] =>
  read(files).routes.map(({ method, path, open }) => `${method} ${open ? '…' : ''}${path}`);

describe('FastAPI', () => {
  test('routers with their own prefix and the one of their application', () => {
    const files = {
      'src/main.py': `from fastapi import FastAPI
from src.api import tasks, auth as accounts
from .admin import router as admin_router
app = FastAPI(title="x")
app.include_router(
    tasks.router,
    prefix="/api/v1",  # "not this"
)
app.include_router(accounts.router, prefix="/api/v1")
app.include_router(admin_router)

@app.get("/health")
def health(): ...
`,
      'src/api/tasks.py': `router = APIRouter(prefix="/tasks", tags=["tasks"])
@router.get("")
@router.post("/", status_code=201)
@router.api_route("/{task_id}", methods=["PUT", "DELETE"])
def f(): ...
"""
@router.get("/documentation")
"""
# @router.get("/comment")
`,
      'src/api/auth.py': 'router: APIRouter = APIRouter()\n@router.post(\n    "/login",\n)\ndef f(): ...\n',
      'src/admin.py':
        'router = APIRouter(prefix="/admin")\n@router.get("/x", include_in_schema=False)\ndef f(): ...\nclient.get("/not-a-route")\n',
    };
    expect(lines(files)).toEqual([
      'GET /health',
      'GET /api/v1/tasks',
      'POST /api/v1/tasks/',
      'PUT /api/v1/tasks/{task_id}',
      'DELETE /api/v1/tasks/{task_id}',
      'POST /api/v1/login',
      'GET /admin/x',
    ]);
    expect(read(files)).toMatchObject({ kinds: ['FastAPI'], unread: [] });
    expect(read(files).routes.at(-1)).toMatchObject({ hidden: true, place: 'src/admin.py:2' });
  });

  test('a prefix that is calculated, or a router that is handed on, leaves the start open', () => {
    const files = {
      'app.py':
        'def make(routers):\n    app = FastAPI()\n    for r in routers:\n        app.include_router(r, prefix=settings().prefix)\n',
      'tasks.py':
        'router = APIRouter(prefix="/tasks")\n@router.get("/{id}")\ndef f(): ...\n@router.get(PATH)\ndef g(): ...\n',
    };
    expect(lines(files)).toEqual(['GET …/tasks/{id}']);
    expect(read(files).unread).toEqual(['tasks.py:4']);
  });

  test('routers in routers', () => {
    const files = {
      'main.py': 'from api import v1\napp = FastAPI()\napp.include_router(v1.router, prefix="/api")\n',
      'api/v1/__init__.py':
        'from . import tasks\nrouter = APIRouter(prefix="/v1")\nrouter.include_router(tasks.router, prefix="/tasks")\n',
      'api/v1/tasks.py': 'router = APIRouter()\n@router.get("/all")\ndef f(): ...\n',
    };
    expect(lines(files)).toEqual(['GET /api/v1/tasks/all']);
  });
});

describe('Express', () => {
  test('routers that are required or imported, chains, and what is no route', () => {
    const files = {
      'server/index.js': `const express = require('express');
const tasks = require('./routes/tasks');
const app = express();
app.get('env');
app.use(express.json());
app.use('/api/tasks', requireLogin, tasks);
app.use('/api/users', require('./routes/users'));
app.get('/health', (req, res) => res.json({ url: "http://x" })); // app.get('/comment', f)
axios.get('/elsewhere', {});
`,
      'server/routes/tasks.js': `const router = require('express').Router();
router.route('/:id').get(one).put((req, res) => res.send(')')).delete(gone);
router.post('/', create);
module.exports = router;
`,
      'server/routes/users.ts': `import { Router } from 'express';
const router = Router();
router.get<Params>('/:id/posts/*', list);
export default router;
`,
    };
    expect(lines(files)).toEqual([
      'GET /health',
      'POST /api/tasks',
      'GET /api/tasks/{}',
      'PUT /api/tasks/{}',
      'DELETE /api/tasks/{}',
      'GET /api/users/{}/posts/{*}',
    ]);
  });

  test('a function that is handed the application', () => {
    expect(
      lines({ 'routes.js': "module.exports = (app) => {\n  app.all('/x', f);\n  app.get(path, f);\n};\n" }),
    ).toEqual(['ANY …/x']);
  });
});

test('Next.js: where a file lies is its path, what it exports are its methods', () => {
  const files = {
    'src/app/api/tasks/[id]/route.ts':
      'export async function GET() {}\nexport const DELETE = handler;\nfunction POST() {}\n',
    'src/app/(group)/api/[...rest]/route.js': 'const handler = f;\nexport { handler as PUT };\n',
    'pages/api/users/index.ts': 'export default function handler() {}\n',
    'src/app/tasks/page.tsx': 'export default function Page() {}\n',
  };
  expect(lines(files)).toEqual(['GET /api/tasks/{}', 'DELETE /api/tasks/{}', 'PUT /api/{*}', 'ANY /api/users']);
});

describe('five sets', () => {
  const called = (method: string, path: string, status: number): Exchange => ({
    lane: 'cand',
    step: 'x',
    at: 0,
    request: { method, url: `http://c${path}`, headers: [], timeoutMs: 1, maxBytes: 1 },
    outcome: { ok: true, response: { status } as Extract<Exchange['outcome'], { ok: true }>['response'] },
  });
  const code = read({
    'main.py': `app = FastAPI()
@app.get("/a")
def a(): ...
@app.get("/b/{id}")
def b(): ...
@app.post("/only-code")
def c(): ...
@app.get("/secret", include_in_schema=False)
def d(): ...
`,
  });
  const documented = [
    { route: 'GET /a', statuses: ['200', '422'] },
    { route: 'GET /b/{}', statuses: ['200', '4XX'] },
    { route: 'GET /only-document', statuses: ['200'] },
  ];
  const exchanges = [
    called('GET', '/a', 200),
    called('GET', '/b/1', 404),
    called('GET', '/a/', 401),
    called('POST', '/only-code', 201),
  ];

  test('are told apart, and each route says what it answered', () => {
    const production = [...documented.slice(0, 2), { route: 'GET /old', statuses: [] }];
    expect(compareRoutes({ documented, production, code, exchanges, extra: [] })).toEqual({
      agreed: ['GET /a', 'GET /b/{}'],
      undocumented: ['POST /only-code'],
      unimplemented: ['GET /only-document'],
      idle: ['GET /only-document'],
      otherThanProduction: { gone: ['GET /old'], added: ['GET /only-document'] },
      unsure: [],
      hidden: ['GET /secret'],
      statuses: [
        { route: 'GET /a', answered: ['200', '401'], undocumented: ['401'], unseen: ['422'] },
        { route: 'GET /b/{}', answered: ['404'], undocumented: [], unseen: ['200'] },
        { route: 'POST /only-code', answered: ['201'], undocumented: [], unseen: [] },
      ],
    });
  });

  test('what cannot be read is held against nobody', () => {
    const partly = { ...code, unread: ['main.py:9'] };
    const sets = compareRoutes({ documented, code: partly, exchanges, extra: [] });
    expect([sets.unimplemented, sets.unsure]).toEqual([[], ['GET /only-document']]);
  });

  test('without a document the code is what is known', () => {
    const sets = compareRoutes({ code, exchanges: [...exchanges, called('GET', '/stray', 200)], extra: [] });
    expect(sets).toMatchObject({
      agreed: ['GET /a', 'GET /b/{}', 'POST /only-code'],
      undocumented: ['GET /stray'],
      idle: ['GET /secret'],
    });
  });

  test('what is named under extra needs no document', () => {
    expect(compareRoutes({ documented, code, exchanges, extra: ['POST /only-code'] }).undocumented).toEqual([]);
  });
});
