import { processConfig, redisConfig } from '@airside/service';
import { Type } from 'typebox';

export const discoveryServerConfig = Type.Object({ ...processConfig, ...redisConfig });
