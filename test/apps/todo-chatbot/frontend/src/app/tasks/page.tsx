import { Workspace } from '@/components/Workspace';

/** This system's frontend has no secret: the backend alone judges a token, and a refused one leads to the login. */
export default function Tasks() {
  return <Workspace />;
}
