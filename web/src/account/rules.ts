/** The API's own limits (accounts of @airside/contracts), so that most mistakes are told before anything is sent. */
export type Fault = 'username' | 'password' | 'email' | 'phone';

export function usernameFault(username: string): Fault | undefined {
  return /^[A-Za-z0-9._-]{3,64}$/.test(username) ? undefined : 'username';
}

export function passwordFault(password: string): Fault | undefined {
  return password.length >= 8 && password.length <= 1024 ? undefined : 'password';
}

export function emailFault(email: string): Fault | undefined {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 254 ? undefined : 'email';
}

/** E.164, such as `+37322123456`; empty is none. */
export function phoneFault(phone: string): Fault | undefined {
  return phone === '' || /^\+[1-9][0-9]{6,14}$/.test(phone) ? undefined : 'phone';
}
