import { AuthForm } from '@/components/AuthForm';

export default function Signup() {
  return <AuthForm kind="signup" />;
}
